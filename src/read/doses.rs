//! Doses: from text to facts, and with the record that they came with.
//!
//! In: what a message or a row says of a dose. Out: [`Doses`], those of each record together. Must
//! never: take a code that it does not know for one that it knows, or let the order of rows show.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::record::{Completion, Date, Dose, DoseAction, DoseSource, Field, FieldState};
use crate::standardize;
use crate::texts::Texts;

/// What is said of a dose, as received.
#[derive(Debug, Clone, Copy, Default)]
pub struct RawDose<'a> {
    /// [`Field::Vaccine`].
    pub vaccine: &'a str,
    /// [`Field::DoseDate`].
    pub date: &'a str,
    /// [`Field::DoseSource`].
    pub source: &'a str,
    /// [`Field::DoseFacility`].
    pub facility: &'a str,
    /// [`Field::DoseLot`].
    pub lot: &'a str,
    /// [`Field::DoseManufacturer`].
    pub manufacturer: &'a str,
    /// [`Field::DoseAmount`].
    pub amount: &'a str,
    /// [`Field::Completion`].
    pub completion: &'a str,
    /// [`Field::DoseAction`].
    pub action: &'a str,
    /// [`Field::OrderNumber`].
    pub order_number: &'a str,
}

impl<'a> RawDose<'a> {
    /// From the values of the fields.
    pub fn of(value: impl Fn(Field) -> &'a str) -> RawDose<'a> {
        RawDose {
            vaccine: value(Field::Vaccine),
            date: value(Field::DoseDate),
            source: value(Field::DoseSource),
            facility: value(Field::DoseFacility),
            lot: value(Field::DoseLot),
            manufacturer: value(Field::DoseManufacturer),
            amount: value(Field::DoseAmount),
            completion: value(Field::Completion),
            action: value(Field::DoseAction),
            order_number: value(Field::OrderNumber),
        }
    }
}

/// What is wrong with a dose: the field at fault, and how.
pub type DoseFault = (Field, &'static str);

/// CVX for "no vaccine administered": a message must hold a dose, so it holds this one.
const NO_VACCINE: &str = "998";

/// Doses that were read together, each with the row that it came with.
#[derive(Default)]
pub struct DoseBatch {
    rows: Vec<u32>,
    doses: Vec<Dose>,
    texts: Texts,
    /// Where texts are put together.
    scratch: String,
}

impl DoseBatch {
    /// Adds a dose to a row; rows come in order.
    ///
    /// # Errors
    /// A value that is needed is missing or not understood; the dose is not added then.
    pub fn push(&mut self, row: u32, raw: &RawDose) -> std::result::Result<(), DoseFault> {
        let vaccine = vaccine_code(raw.vaccine.trim());
        if vaccine.is_empty() {
            return Err((Field::Vaccine, "no vaccine"));
        }
        if vaccine == NO_VACCINE {
            return Ok(());
        }
        let (state, date) = standardize::date(raw.date.trim(), &[]);
        if state != FieldState::Present || date == Date::NONE {
            return Err((Field::DoseDate, "no day of the calendar"));
        }
        let source = source(raw.source.trim())
            .ok_or((Field::DoseSource, "neither administered nor historical (NIP001)"))?;
        let completion = completion(raw.completion.trim())
            .ok_or((Field::Completion, "not one of CP, PA, RE, NA (HL70322)"))?;
        let action =
            action(raw.action.trim()).ok_or((Field::DoseAction, "not one of A, U, D (HL70206)"))?;
        let vaccine = self.texts.intern(&vaccine).0;
        let facility = self.texts.intern(raw.facility.trim()).0;
        let lot = self.texts.intern(raw.lot.trim()).0;
        let product = self.product(raw.amount.trim(), raw.manufacturer.trim());
        let order_number = self.texts.intern(raw.order_number.trim()).0;
        self.rows.push(row);
        self.doses.push(Dose {
            date,
            vaccine,
            facility,
            lot,
            product,
            order_number,
            source,
            completion,
            action,
        });
        Ok(())
    }

    /// The number of an amount and a manufacturer.
    fn product(&mut self, raw_amount: &str, manufacturer: &str) -> u32 {
        self.scratch.clear();
        self.scratch.push_str(amount(raw_amount).unwrap_or_default());
        if !manufacturer.is_empty() {
            self.scratch.push(' ');
            self.scratch.push_str(manufacturer);
        }
        self.texts.intern(&self.scratch).0
    }

    /// Adds a dose of which all is known; the texts are vaccine, facility, lot, product and order number.
    /// Rows come in order.
    pub fn push_facts(&mut self, row: u32, dose: Dose, texts: [&str; 5]) {
        let [vaccine, facility, lot, product, order_number] =
            texts.map(|text| self.texts.intern(text).0);
        self.rows.push(row);
        self.doses.push(Dose { vaccine, facility, lot, product, order_number, ..dose });
    }

    /// The doses of the rows that are chosen, and those of the others; each by the row's place among
    /// its like.
    pub fn divided(self, chosen: &[bool]) -> [DoseBatch; 2] {
        let mut counts = [0, 0];
        let places: Vec<u32> = chosen
            .iter()
            .map(|&chosen| {
                let count = &mut counts[usize::from(!chosen)];
                *count += 1;
                *count - 1
            })
            .collect();
        let mut parts = [DoseBatch::default(), DoseBatch::default()];
        for (row, dose) in self.rows.into_iter().zip(self.doses) {
            let part = &mut parts[usize::from(!chosen[row as usize])];
            part.rows.push(places[row as usize]);
            part.doses.push(dose.with_texts(|code| part.texts.intern(self.texts.get(code)).0));
        }
        parts
    }

    /// What is said of the doses of a row, in words: vaccine, facility, lot, order number, amount and
    /// manufacturer.
    pub fn of(&self, row: u32) -> impl Iterator<Item = (Dose, [&str; 6])> {
        let start = self.rows.partition_point(|&of| of < row);
        let of_row = self.rows[start..].iter().zip(&self.doses[start..]);
        let of_row = of_row.take_while(move |(of, _)| **of == row);
        of_row.map(|(_, dose)| {
            let words = [dose.vaccine, dose.facility, dose.lot, dose.order_number, dose.product];
            let [vaccine, facility, lot, order, product] = words.map(|code| self.texts.get(code));
            let (amount, manufacturer) = parts(product);
            (dose.with_texts(|_| 0), [vaccine, facility, lot, order, amount, manufacturer])
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.doses.is_empty()
    }
}

/// A code in one spelling: CVX has two digits or three.
fn vaccine_code(raw: &str) -> String {
    let digits = !raw.is_empty() && raw.bytes().all(|byte| byte.is_ascii_digit());
    let bare = raw.trim_start_matches('0');
    match bare.len() {
        0 | 1 if digits => format!("{bare:0>2}"),
        2 | 3 if digits => bare.to_string(),
        _ => raw.to_ascii_uppercase(),
    }
}

/// An amount without the zeros that say nothing, blank where it is not known; nothing if it is no
/// number.
pub fn amount(raw: &str) -> Option<&str> {
    /// As long as HL7 lets a number be.
    const DIGITS: usize = 16;
    let points = raw.bytes().filter(|byte| *byte == b'.').count();
    let digits = raw.bytes().filter(u8::is_ascii_digit).count();
    if raw.is_empty() {
        return Some("");
    }
    if points > 1 || !(1..=DIGITS).contains(&digits) || points + digits < raw.len() {
        return None;
    }
    let bare = raw.trim_start_matches('0');
    let bare = match points {
        0 => bare,
        _ => bare.trim_end_matches('0').trim_end_matches('.'),
    };
    match bare {
        "" => Some("0"),
        "999" => Some(""),
        known => Some(known),
    }
}

/// The amount and the manufacturer of a text that holds both. No amount has a space in it.
fn parts(product: &str) -> (&str, &str) {
    product.split_once(' ').unwrap_or((product, ""))
}

/// NIP001. Who does not say that it gave the dose has not: its word counts as another's.
fn source(raw: &str) -> Option<DoseSource> {
    const UNSPECIFIED: u8 = 1;
    match raw.to_ascii_lowercase().as_str() {
        "0" | "00" | "administered" | "new" => Some(DoseSource::Administered),
        "" | "historical" => Some(DoseSource::Historical(UNSPECIFIED)),
        code => {
            code.parse().ok().filter(|code| (1..=99).contains(code)).map(DoseSource::Historical)
        }
    }
}

fn completion(raw: &str) -> Option<Completion> {
    match raw.to_ascii_uppercase().as_str() {
        "" | "CP" => Some(Completion::Complete),
        "PA" => Some(Completion::Partial),
        "RE" => Some(Completion::Refused),
        "NA" => Some(Completion::NotAdministered),
        _ => None,
    }
}

fn action(raw: &str) -> Option<DoseAction> {
    match raw.to_ascii_uppercase().as_str() {
        "" | "A" => Some(DoseAction::Add),
        "U" => Some(DoseAction::Update),
        "D" => Some(DoseAction::Delete),
        _ => None,
    }
}

/// The doses of all records.
#[derive(Default)]
pub struct Doses {
    /// Where each record's doses begin, and where the last one's end; empty if there are none at all.
    starts: Vec<u32>,
    doses: Vec<Dose>,
    texts: Texts,
}

impl Doses {
    /// Puts the doses of all batches with their records, of which there are `records`; `record_of` says
    /// which record a row of a batch is, if it is any. What is said twice of a record that is here `again`
    /// counts once.
    pub fn new(
        batches: Vec<DoseBatch>,
        records: usize,
        record_of: impl Fn(usize, u32) -> Option<u32>,
        is_again: impl Fn(u32) -> bool,
    ) -> Doses {
        if batches.iter().all(DoseBatch::is_empty) {
            return Doses::default();
        }
        let mut texts = Texts::default();
        let mut placed: Vec<(u32, Dose)> = Vec::new();
        for (batch, part) in batches.into_iter().enumerate() {
            let moved: Vec<u32> = part.texts.iter().map(|text| texts.intern(text).0).collect();
            for (row, dose) in part.rows.into_iter().zip(part.doses) {
                let Some(record) = record_of(batch, row) else { continue };
                placed.push((record, dose.with_texts(|code| moved[code as usize])));
            }
        }
        placed.par_sort_by(|x, y| x.0.cmp(&y.0).then_with(|| in_order(&x.1, &y.1, &texts)));
        placed.dedup_by(|later, earlier| later == earlier && is_again(later.0));
        let mut starts = vec![0; records + 1];
        for (record, _) in &placed {
            starts[*record as usize + 1] += 1;
        }
        for record in 0..records {
            starts[record + 1] += starts[record];
        }
        Doses { starts, doses: placed.into_iter().map(|(_, dose)| dose).collect(), texts }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.doses.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.doses.is_empty()
    }

    /// The doses that came with a record, by their days.
    pub fn of(&self, record: usize) -> &[Dose] {
        match self.starts.get(record..record + 2) {
            Some(ends) => &self.doses[ends[0] as usize..ends[1] as usize],
            None => &[],
        }
    }

    /// What a number in a dose stands for.
    pub fn text(&self, code: u32) -> &str {
        self.texts.get(code)
    }

    /// How much of a dose was given, if that is known.
    pub fn amount(&self, dose: &Dose) -> Option<f64> {
        parts(self.text(dose.product)).0.parse().ok()
    }

    /// Who made the vaccine of a dose.
    pub fn manufacturer(&self, dose: &Dose) -> &str {
        parts(self.text(dose.product)).1
    }

    /// Every vaccine code that occurs and many other texts, each with its number.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Bytes of memory that they take, about.
    pub fn bytes(&self) -> u64 {
        (self.starts.len() * 4 + self.doses.len() * (size_of::<Dose>() + 24)) as u64
    }
}

/// An order that depends on what is said alone.
fn in_order(a: &Dose, b: &Dose, texts: &Texts) -> Ordering {
    let facts = |dose: &Dose| (dose.source, dose.completion, dose.action);
    let words = |dose: &Dose| [dose.vaccine, dose.order_number, dose.facility, dose.lot];
    let text = |codes: [u32; 4]| codes.map(|code| texts.text(code));
    a.date
        .cmp(&b.date)
        .then_with(|| text(words(a)).cmp(&text(words(b))))
        .then_with(|| facts(a).cmp(&facts(b)))
        .then_with(|| texts.text(a.product).cmp(texts.text(b.product)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(field: Field, value: &str) -> RawDose<'_> {
        RawDose::of(|of| match of {
            _ if of == field => value,
            Field::Vaccine => "110",
            Field::DoseDate => "20240102",
            Field::DoseSource => "00",
            Field::DoseFacility => "LOWELLPEDS",
            _ => "",
        })
    }

    fn read(raw: &RawDose) -> std::result::Result<Option<Dose>, DoseFault> {
        let mut batch = DoseBatch::default();
        batch.push(0, raw).map(|()| batch.doses.first().copied())
    }

    #[test]
    fn what_is_said_becomes_facts() {
        for (field, value, holds) in [
            (Field::DoseDate, "01/02/2024", (|d| d.date.day() == 2) as fn(Dose) -> bool),
            (Field::DoseSource, "00", |d| d.source == DoseSource::Administered),
            (Field::DoseSource, "administered", |d| d.source == DoseSource::Administered),
            (Field::DoseSource, "06", |d| d.source == DoseSource::Historical(6)),
            (Field::DoseSource, "", |d| d.source == DoseSource::Historical(1)),
            (Field::Completion, "", |d| d.completion == Completion::Complete),
            (Field::Completion, "re", |d| d.completion == Completion::Refused),
            (Field::DoseAction, "", |d| d.action == DoseAction::Add),
            (Field::DoseAction, "D", |d| d.action == DoseAction::Delete),
        ] {
            assert!(holds(read(&with(field, value)).unwrap().unwrap()), "{value}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_by_field() {
        for (field, value) in [
            (Field::Vaccine, ""),
            (Field::DoseDate, "20240230"),
            (Field::DoseDate, ""),
            (Field::DoseSource, "perhaps"),
            (Field::Completion, "XX"),
            (Field::DoseAction, "Z"),
        ] {
            assert_eq!(read(&with(field, value)).unwrap_err().0, field, "{value}");
        }
        assert_eq!(read(&with(Field::Vaccine, "998")), Ok(None));
    }

    #[test]
    fn a_vaccine_code_has_one_spelling() {
        for (raw, code) in
            [("8", "08"), ("08", "08"), ("008", "08"), ("110", "110"), ("0", "00"), ("d5", "D5")]
        {
            assert_eq!(vaccine_code(raw), code);
        }
    }

    #[test]
    fn who_made_it_and_how_much_was_given_are_kept() {
        for (amount, manufacturer, kept_amount, kept_manufacturer) in [
            ("", "", None, ""),
            ("", "SKB", None, "SKB"),
            ("0.5", "MSD", Some(0.5), "MSD"),
            ("0.50", " Made  Up Company ", Some(0.5), "Made  Up Company"),
            (".5", "", Some(0.5), ""),
            ("010", "", Some(10.0), ""),
            ("2.", "", Some(2.0), ""),
            ("0.0", "", Some(0.0), ""),
            ("1500", "", Some(1500.0), ""),
            ("999", "PMC", None, "PMC"),
            ("999.00", "", None, ""),
            ("0.5 mL", "PMC", None, "PMC"),
            ("-1", "", None, ""),
            ("1.2.3", "", None, ""),
            (".", "", None, ""),
            ("inf", "", None, ""),
            ("1e3", "", None, ""),
            ("11111111111111111", "", None, ""),
        ] {
            let mut batch = DoseBatch::default();
            batch.push(0, &RawDose { amount, manufacturer, ..with(Field::Vaccine, "20") }).unwrap();
            let [batch, _] = batch.divided(&[true]);
            let [.., found] = batch.of(0).next().unwrap().1;
            assert_eq!(found, kept_manufacturer);
            let doses = Doses::new(vec![batch], 1, |_, row| Some(row), |_| false);
            let dose = &doses.of(0)[0];
            let found = (doses.amount(dose), doses.manufacturer(dose));
            assert_eq!(found, (kept_amount, kept_manufacturer), "{amount}");
        }
    }

    #[test]
    fn a_dose_is_small() {
        assert_eq!(size_of::<Dose>(), 28, "they are held by the million");
    }

    #[test]
    fn doses_stand_with_their_record_whatever_the_order_of_rows() {
        let batch = |rows: &[(u32, &str)]| {
            let mut batch = DoseBatch::default();
            for (row, vaccine) in rows {
                batch.push(*row, &with(Field::Vaccine, vaccine)).unwrap();
            }
            batch
        };
        let vaccines = |doses: &Doses, record: usize| -> Vec<String> {
            doses.of(record).iter().map(|dose| doses.text(dose.vaccine).to_string()).collect()
        };
        let one = Doses::new(
            vec![batch(&[(2, "110"), (0, "20"), (2, "08")])],
            3,
            |_, row| Some(row),
            |_| false,
        );
        let other = Doses::new(
            vec![batch(&[(2, "08")]), batch(&[(2, "110"), (0, "20"), (1, "03")])],
            3,
            |_, row| (row != 1).then_some(row),
            |_| false,
        );
        for doses in [&one, &other] {
            assert_eq!(vaccines(doses, 0), ["20"]);
            assert!(doses.of(1).is_empty());
            assert_eq!(vaccines(doses, 2), ["08", "110"]);
        }
        assert!(Doses::default().of(7).is_empty());
    }
}
