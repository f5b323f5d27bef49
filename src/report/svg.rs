//! Drawings as text: the few shapes that charts are made of.
//!
//! In: shapes in pixels, each with a class that the page's style gives colours to. Out: an `svg`
//! element. Must never: refer to anything outside the page, or let a text break out of its element.

use std::fmt::Write;

/// A drawing in the making.
pub struct Svg {
    width: f64,
    height: f64,
    body: String,
}

/// Where a text stands with respect to its point.
#[derive(Clone, Copy)]
pub enum Anchor {
    /// After it.
    Start,
    /// Around it.
    Middle,
    /// Before it.
    End,
}

/// A range of values laid out over a range of pixels.
#[derive(Clone, Copy)]
pub struct Scale {
    /// The values at both ends.
    pub values: (f64, f64),
    /// The pixels at both ends.
    pub pixels: (f64, f64),
}

impl Scale {
    /// Where a value stands; what lies beyond an end is moved to it.
    pub fn at(&self, value: f64) -> f64 {
        let (from, to) = self.values;
        let share = if to > from { ((value - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }
}

impl Svg {
    /// An empty drawing.
    pub fn new(width: f64, height: f64) -> Svg {
        Svg { width, height, body: String::new() }
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.body, "{element}");
    }

    /// A filled rectangle between two points.
    pub fn bar(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        let (x, y, width, height) = (x1.min(x2), y1.min(y2), (x2 - x1).abs(), (y2 - y1).abs());
        self.add(format_args!(
            r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" class="{class}"/>"#
        ));
    }

    /// A straight line.
    pub fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        self.add(format_args!(
            r#"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" class="{class}"/>"#
        ));
    }

    /// A line through points.
    pub fn curve(&mut self, points: &[(f64, f64)], class: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let points = points.join(" ");
        self.add(format_args!(r#"<polyline points="{points}" class="{class}"/>"#));
    }

    /// A filled circle.
    pub fn dot(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        self.add(format_args!(
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="{radius:.1}" class="{class}"/>"#
        ));
    }

    /// A line of text.
    pub fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = escaped(text);
        self.add(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" class="{class}">{text}</text>"#
        ));
    }

    /// The grid of a chart: a line and a text for each tick on both axes.
    pub fn grid(&mut self, (x, y): (&Scale, &Scale), xs: &[(f64, String)], ys: &[(f64, String)]) {
        for (value, text) in xs {
            let at = x.at(*value);
            self.line((at, y.pixels.0), (at, y.pixels.1), "grid");
            self.text((at, y.pixels.0 + 16.0), Anchor::Middle, "tick", text);
        }
        for (value, text) in ys {
            let at = y.at(*value);
            self.line((x.pixels.0, at), (x.pixels.1, at), "grid");
            self.text((x.pixels.0 - 6.0, at + 4.0), Anchor::End, "tick", text);
        }
    }

    /// The element; `label` says in words what it shows.
    pub fn finish(self, label: &str) -> String {
        let Svg { width, height, body } = self;
        let label = escaped(label);
        format!(
            "<svg viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
             height=\"{height:.0}\" role=\"img\" aria-label=\"{label}\">\n{body}</svg>"
        )
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_breaks_out_of_its_element() {
        let mut svg = Svg::new(9.0, 9.0);
        svg.text((0.0, 0.0), Anchor::Start, "tick", "</text><script>");
        let drawn = svg.finish("\"><script>");
        assert!(!drawn.contains("<script") && drawn.matches("</text>").count() == 1);
    }

    #[test]
    fn a_scale_keeps_to_its_ends() {
        let scale = Scale { values: (0.0, 2.0), pixels: (100.0, 0.0) };
        assert_eq!([-1.0, 0.0, 0.5, 3.0].map(|value| scale.at(value)), [100.0, 100.0, 75.0, 0.0]);
        let point = Scale { values: (1.0, 1.0), pixels: (5.0, 9.0) };
        assert_eq!(point.at(1.0), 5.0);
    }
}
