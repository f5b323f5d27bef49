//! What a record says, as bytes: for each value the number of its field, its length and the text; for
//! each dose its facts and its four texts.
//!
//! In: values and doses. Out: bytes, and the same again. Must never: change a value, or give one
//! record two forms (the digest is of these bytes).

use super::fields::FieldNumbers;
use crate::read::Records;
use crate::record::{Completion, Date, Dose, DoseAction, DoseSource, Field};

const COMPLETIONS: [Completion; 4] =
    [Completion::Complete, Completion::Partial, Completion::Refused, Completion::NotAdministered];

const ACTIONS: [DoseAction; 3] = [DoseAction::Add, DoseAction::Update, DoseAction::Delete];

/// Packs the values of a record, in the order of their fields' numbers; blanks are left out.
pub fn pack_values(records: &Records, record: usize, fields: &FieldNumbers, out: &mut Vec<u8>) {
    for (number, field) in fields.iter().filter(|(_, field)| !field.is_of_dose()) {
        let value = records.value(record, field);
        if !value.is_empty() {
            out.push(number);
            pack_text(value, out);
        }
    }
}

/// Packs the doses of a record, in the order that they have.
pub fn pack_doses(records: &Records, record: usize, out: &mut Vec<u8>) {
    let doses = records.doses();
    for dose in doses.of(record) {
        pack_number(dose.date.packed(), out);
        out.push(match dose.source {
            DoseSource::Administered => 0,
            DoseSource::Historical(code) => code,
        });
        let completion = COMPLETIONS.iter().position(|&known| known == dose.completion);
        let action = ACTIONS.iter().position(|&known| known == dose.action);
        out.extend([completion, action].map(|place| place.unwrap_or_default() as u8));
        for code in [dose.vaccine, dose.facility, dose.lot, dose.product, dose.order_number] {
            pack_text(doses.text(code), out);
        }
    }
}

fn pack_text(text: &str, out: &mut Vec<u8>) {
    pack_number(text.len() as u32, out);
    out.extend_from_slice(text.as_bytes());
}

/// Seven bits a byte, the lowest first; the eighth says that another byte follows.
fn pack_number(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A dose and its vaccine, facility, lot, product and order number in words.
pub type PackedDose<'a> = (Dose, [&'a str; 5]);

/// Goes through packed bytes.
pub struct Unpacker<'a>(pub &'a [u8]);

impl<'a> Unpacker<'a> {
    /// Whether nothing is left.
    pub fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    /// The next field and its value; nothing if the bytes are no packed values.
    pub fn value(&mut self, fields: &FieldNumbers) -> Option<(Field, &'a str)> {
        let field = fields.field(self.byte()?)?;
        Some((field, self.text()?))
    }

    /// The next dose; nothing if the bytes are no packed doses.
    pub fn dose(&mut self) -> Option<PackedDose<'a>> {
        let date = Date::from_packed(self.number()?)?;
        let source = match self.byte()? {
            0 => DoseSource::Administered,
            code => DoseSource::Historical(code),
        };
        let completion = *COMPLETIONS.get(usize::from(self.byte()?))?;
        let action = *ACTIONS.get(usize::from(self.byte()?))?;
        let texts = [self.text()?, self.text()?, self.text()?, self.text()?, self.text()?];
        let dose = Dose {
            date,
            vaccine: 0,
            facility: 0,
            lot: 0,
            product: 0,
            order_number: 0,
            source,
            completion,
            action,
        };
        Some((dose, texts))
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_come_back_and_cut_bytes_are_noticed() {
        for number in [0, 1, 127, 128, 300, 1 << 21, u32::MAX] {
            let mut bytes = Vec::new();
            pack_number(number, &mut bytes);
            assert_eq!(Unpacker(&bytes).number(), Some(number));
            assert_eq!(Unpacker(&bytes[..bytes.len() - 1]).number(), None);
        }
        let mut bytes = Vec::new();
        pack_text("Séan", &mut bytes);
        assert_eq!(Unpacker(&bytes).text(), Some("Séan"));
        assert_eq!(Unpacker(&bytes[..3]).text(), None);
        assert_eq!(Unpacker(&[1, 0xff]).text(), None, "no UTF-8");
    }
}
