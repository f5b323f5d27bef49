//! The syntax of a message: a segment's fields, their repetitions, components and subcomponents.
//!
//! In: one segment as text, and the delimiters that its message declares. Out: views of its parts, and
//! their values with the escapes undone. Must never: panic, whatever stands in the message, or copy a
//! value that is the same as it came.

use std::borrow::Cow;

use super::escape::value;

/// Fields of a segment that can be asked for; none that is read has a higher number.
const FIELDS: usize = 40;

/// The characters that part a message, as its header declares them in MSH-1 and MSH-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiters {
    /// Between fields.
    pub field: u8,
    /// Between the components of a field.
    pub component: u8,
    /// Between the repetitions of a field.
    pub repetition: u8,
    /// Around an escape sequence.
    pub escape: u8,
    /// Between the subcomponents of a component.
    pub subcomponent: u8,
}

impl Delimiters {
    /// What all senders use.
    pub const USUAL: Delimiters = Delimiters {
        field: b'|',
        component: b'^',
        repetition: b'~',
        escape: b'\\',
        subcomponent: b'&',
    };

    /// What a header declares; nothing if it cannot be worked with. The fifth character that later
    /// versions have is read over.
    pub fn of_header(header: &[u8]) -> Option<Delimiters> {
        let (&field, rest) = header.get(3..)?.split_first()?;
        let end = memchr::memchr(field, rest).unwrap_or(rest.len());
        let all = [&[field], &rest[..end]].concat();
        // A quote would make the HL7 null unreadable.
        let is_usable = |byte: &u8| byte.is_ascii_punctuation() && *byte != b'"';
        let is_repeated = (1..all.len()).any(|at| all[..at].contains(&all[at]));
        if !matches!(all.len(), 5 | 6) || !all.iter().all(is_usable) || is_repeated {
            return None;
        }
        let [component, repetition, escape, subcomponent] = [all[1], all[2], all[3], all[4]];
        Some(Delimiters { field, component, repetition, escape, subcomponent })
    }
}

/// One segment, cut into fields.
pub struct Segment<'m> {
    fields: Vec<&'m str>,
    delimiters: Delimiters,
}

impl<'m> Segment<'m> {
    /// Cuts a segment.
    pub fn new(text: &'m str, delimiters: Delimiters) -> Segment<'m> {
        let mut fields: Vec<&str> = text.split(char::from(delimiters.field)).take(FIELDS).collect();
        if fields.first() == Some(&"MSH") {
            // The first field of a header is the delimiter itself.
            fields.insert(1, text.get(3..4).unwrap_or_default());
        }
        Segment { fields, delimiters }
    }

    /// A field; blank if the segment is shorter.
    pub fn field(&self, number: usize) -> Element<'m> {
        let text = self.fields.get(number).copied().unwrap_or_default();
        Element { text, delimiters: self.delimiters }
    }

    /// The number of the first field that is longer.
    pub fn field_over(&self, bytes: usize) -> Option<usize> {
        self.fields.iter().position(|field| field.len() > bytes)
    }
}

/// A field or a part of one.
#[derive(Debug, Clone, Copy)]
pub struct Element<'m> {
    text: &'m str,
    delimiters: Delimiters,
}

impl<'m> Element<'m> {
    /// The repetitions of a field, at least one, each with its number from 1.
    pub fn repetitions(self) -> impl Iterator<Item = (u32, Element<'m>)> {
        let parts = self.text.split(char::from(self.delimiters.repetition));
        (1..).zip(parts.map(move |text| Element { text, ..self }))
    }

    /// The first repetition.
    pub fn first(self) -> Element<'m> {
        self.part_at(self.delimiters.repetition, 1)
    }

    /// A component, from 1, of a repetition.
    pub fn component(self, number: usize) -> Element<'m> {
        self.part_at(self.delimiters.component, number)
    }

    /// A subcomponent, from 1, of a component.
    pub fn subcomponent(self, number: usize) -> Element<'m> {
        self.part_at(self.delimiters.subcomponent, number)
    }

    fn part_at(self, delimiter: u8, number: usize) -> Element<'m> {
        let part = self.text.split(char::from(delimiter)).nth(number.saturating_sub(1));
        Element { text: part.unwrap_or_default(), ..self }
    }

    /// The first subcomponent of a component of the first repetition: what most fields are about.
    pub fn part(self, component: usize) -> Cow<'m, str> {
        self.first().component(component).subcomponent(1).value()
    }

    /// The text of it, delimiters included, with the escapes undone; blank for the HL7 null.
    pub fn value(self) -> Cow<'m, str> {
        value(self.text, &self.delimiters)
    }

    /// The text as it came, with the usual delimiters in the place of its own.
    pub fn as_usual(self) -> String {
        let (own, usual) = (self.delimiters, Delimiters::USUAL);
        if own == usual {
            return self.text.to_string();
        }
        let of = |d: Delimiters| [d.component, d.repetition, d.escape, d.subcomponent, d.field];
        let mut text = String::with_capacity(self.text.len());
        for letter in self.text.chars() {
            let is = |byte: u8| char::from(byte) == letter;
            match of(own).iter().position(|&byte| is(byte)) {
                Some(at) => text.push(char::from(of(usual)[at])),
                None if of(usual).iter().any(|&byte| is(byte)) => text.push(' '),
                None => text.push(letter),
            }
        }
        text
    }
}
