//! The grammar of a message: segments, fields, repetitions, components, escapes.
//!
//! In: the text of one message. Out: its parts, by number. Must never: know what a field means, or fail
//! on a part that is not there, which is blank.

use std::borrow::Cow;

/// The characters that part a message, from MSH-1 and MSH-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiters {
    field: char,
    component: char,
    repetition: char,
    escape: char,
    subcomponent: char,
}

impl Delimiters {
    /// Those of a message that begins with MSH; nothing if they cannot part anything.
    pub fn of(message: &str) -> Option<Delimiters> {
        let mut characters = message.strip_prefix("MSH")?.chars();
        let field = characters.next()?;
        let mut next = || characters.next().filter(|&character| character != field);
        let (component, repetition) = (next()?, next()?);
        // The last two are left off by senders who never need them.
        let escape = next();
        let subcomponent = escape.and_then(|_| next());
        let (escape, subcomponent) = (escape.unwrap_or('\\'), subcomponent.unwrap_or('&'));
        let all = [field, component, repetition, escape, subcomponent];
        let usable = |character: &char| character.is_ascii_punctuation();
        let differ = (1..5).all(|index| !all[..index].contains(&all[index]));
        (all.iter().all(usable) && differ).then_some(Delimiters {
            field,
            component,
            repetition,
            escape,
            subcomponent,
        })
    }
}

/// One message.
pub struct Message<'a> {
    text: &'a str,
    delimiters: Delimiters,
}

/// One segment of a message.
#[derive(Clone, Copy)]
pub struct Segment<'a> {
    text: &'a str,
    delimiters: Delimiters,
}

/// A field, or one repetition of it.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    text: &'a str,
    delimiters: Delimiters,
}

impl<'a> Message<'a> {
    /// A message and its delimiters.
    pub fn new(text: &'a str, delimiters: Delimiters) -> Message<'a> {
        Message { text, delimiters }
    }

    /// The segments in order; blank lines are none.
    pub fn segments(&self) -> impl Iterator<Item = Segment<'a>> + use<'a> {
        let delimiters = self.delimiters;
        let lines = self.text.split(['\r', '\n']).filter(|line| !line.trim().is_empty());
        lines.map(move |text| Segment { text, delimiters })
    }
}

impl<'a> Segment<'a> {
    /// The segment's name.
    pub fn name(self) -> &'a str {
        self.text.split(self.delimiters.field).next().unwrap_or_default().trim()
    }

    /// A field by its number. Of MSH the first field is the delimiter itself.
    pub fn field(self, number: usize) -> Value<'a> {
        let skipped = if self.name() == "MSH" { number - 1 } else { number };
        let text = self.text.split(self.delimiters.field).nth(skipped).unwrap_or_default();
        Value { text, delimiters: self.delimiters }
    }

    /// The first field that is longer than this, if there is one.
    pub fn field_over(self, bytes: usize) -> Option<u32> {
        let mut fields = self.text.split(self.delimiters.field).zip(0u32..);
        fields.find(|(field, _)| field.len() > bytes).map(|(_, number)| number)
    }
}

impl<'a> Value<'a> {
    /// Whether nothing is said; `""` says that there is nothing.
    pub fn is_blank(self) -> bool {
        let text = self.text.trim();
        text.is_empty() || text == "\"\""
    }

    /// The text as it came, escapes and all.
    pub fn raw(self) -> &'a str {
        self.text
    }

    /// The repetitions that say something.
    pub fn repetitions(self) -> impl Iterator<Item = Value<'a>> {
        let parts = self.text.split(self.delimiters.repetition);
        let delimiters = self.delimiters;
        parts.map(move |text| Value { text, delimiters }).filter(|part| !part.is_blank())
    }

    /// The text of a component of the first repetition, from 1; of its subcomponents the first.
    pub fn component(self, number: usize) -> Cow<'a, str> {
        self.subcomponent(number, 1)
    }

    /// The text of a component's subcomponent, both from 1.
    pub fn subcomponent(self, component: usize, number: usize) -> Cow<'a, str> {
        let first = self.text.split(self.delimiters.repetition).next().unwrap_or_default();
        let component = first.split(self.delimiters.component).nth(component - 1);
        let component = component.unwrap_or_default();
        let part = component.split(self.delimiters.subcomponent).nth(number - 1);
        self.clean(part.unwrap_or_default())
    }

    /// Escapes resolved, control characters blank, no blanks around it.
    fn clean(self, text: &'a str) -> Cow<'a, str> {
        let text = text.trim();
        if text == "\"\"" {
            return Cow::Borrowed("");
        }
        if !text.contains(self.delimiters.escape) && !text.contains(char::is_control) {
            return Cow::Borrowed(text);
        }
        let unescaped = self.unescaped(text);
        let plain: String =
            unescaped.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Cow::Owned(plain.trim().to_string())
    }

    fn unescaped(self, text: &str) -> String {
        let mut plain = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(self.delimiters.escape) {
            plain.push_str(before);
            let Some((sequence, behind)) = after.split_once(self.delimiters.escape) else {
                // An escape that is opened and not closed is a character like others.
                plain.push(self.delimiters.escape);
                rest = after;
                continue;
            };
            if !self.resolve(sequence, &mut plain) {
                plain.push(self.delimiters.escape);
                rest = after;
                continue;
            }
            rest = behind;
        }
        plain.push_str(rest);
        plain
    }

    /// Writes what an escape sequence stands for; false if it is none. HL7 v2.5.1, 2.7.
    fn resolve(self, sequence: &str, plain: &mut String) -> bool {
        let Delimiters { field, component, repetition, escape, subcomponent } = self.delimiters;
        let digits = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_hexdigit());
        match sequence {
            "F" => plain.push(field),
            "S" => plain.push(component),
            "R" => plain.push(repetition),
            "E" => plain.push(escape),
            "T" => plain.push(subcomponent),
            // Highlighting says nothing.
            "H" | "N" => {}
            _ if sequence.starts_with('.') => plain.push(' '),
            _ if sequence.starts_with(['C', 'M', 'Z']) && digits(&sequence[1..]) => plain.push(' '),
            _ if sequence.starts_with('X') && digits(&sequence[1..]) => {
                let bytes = sequence.as_bytes()[1..].chunks(2);
                let number = |pair: &[u8]| {
                    std::str::from_utf8(pair)
                        .ok()
                        .and_then(|pair| u8::from_str_radix(pair, 16).ok())
                };
                let bytes: Vec<u8> = bytes.filter_map(number).collect();
                match std::str::from_utf8(&bytes) {
                    Ok(text) => plain.push_str(text),
                    Err(_) => plain.extend(bytes.into_iter().map(char::from)),
                }
            }
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str) -> String {
        let message = format!("MSH|^~\\&|A\rPID|1|{text}");
        let delimiters = Delimiters::of(&message).unwrap();
        let segment = Message::new(&message, delimiters).segments().nth(1).unwrap();
        segment.field(2).component(1).into_owned()
    }

    #[test]
    fn escapes_stand_for_characters() {
        for (text, plain) in [
            ("A\\T\\B", "A&B"),
            ("A\\S\\B\\F\\C\\R\\D\\E\\E", "A^B|C~D\\E"),
            ("A\\X2D\\B", "A-B"),
            ("Jos\\XC3A9\\", "José"),
            ("Jos\\XE9\\", "José"),
            ("one\\.br\\two", "one two"),
            ("\\H\\bold\\N\\", "bold"),
            ("a\\b", "a\\b"),
            ("a\\QQ\\b", "a\\QQ\\b"),
            ("\"\"", ""),
            ("  Ada ", "Ada"),
            ("A\tB", "A B"),
        ] {
            assert_eq!(field(text), plain, "{text}");
        }
    }

    #[test]
    fn delimiters_are_the_messages_own() {
        for (head, works) in [
            ("MSH|^~\\&|", true),
            ("MSH|^~\\&#|", true),
            ("MSH|^~|", true),
            ("MSH$%*!@$", true),
            ("MSH|^^\\&|", false),
            ("MSH|", false),
            ("MSH", false),
            ("MSHa^~\\&a", false),
        ] {
            assert_eq!(Delimiters::of(head).is_some(), works, "{head}");
        }
        let message = "MSH$%*!@$A\nPID$1$x%y@z*w";
        let delimiters = Delimiters::of(message).unwrap();
        let segments: Vec<Segment> = Message::new(message, delimiters).segments().collect();
        let value = segments[1].field(2);
        assert_eq!((value.component(2), value.subcomponent(2, 2)), ("y".into(), "z".into()));
        assert_eq!(value.repetitions().count(), 2);
        assert_eq!(value.component(7), "");
        assert_eq!(segments[0].field(3).component(1), "A");
    }
}
