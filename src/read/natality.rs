//! Birth records in lines of fixed width: the NCHS inter-jurisdictional natality layout, or the layout
//! that the settings describe, since a state's own extract differs.
//!
//! In: a file. Out: batches and rejects. A line that is too short or no text is refused, and the next
//! one is read as if nothing had happened. Must never: read a code for "unknown" (9s, 8s) as a value,
//! take the parents' race for the child's, or hold more of the file than a few thousand lines.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use super::batch::BatchBuilder;
use super::{FileContent, Input, Piece, Reject};
use crate::error::{Error, IoContext, Result};
use crate::limits::{REJECT_BYTES, ROW_BYTES};
use crate::record::{Date, Field, FieldState};
use crate::settings::{FixedField, SourceSettings};
use crate::standardize;

/// Lines that are read together.
const BATCH_LINES: usize = 4096;

/// Where a value stands: its first character, that of the line being 1, and how many it has.
type Place = (usize, usize);

/// The fields of the natality layout that are one value each. NCHS, Inter-Jurisdictional Exchange,
/// natality file layout of 2003, field numbers in brackets.
const FIELDS: &[(Field, Place)] = &[
    (Field::CertificateYear, (1, 4)),      // IDOB_YR [1]
    (Field::BirthState, (5, 2)),           // BSTATE [2]
    (Field::CertificateNumber, (7, 6)),    // FILENO [3]
    (Field::Void, (13, 1)),                // VOID [4]
    (Field::BirthTime, (26, 4)),           // TB [6]
    (Field::Sex, (30, 1)),                 // ISEX [7]
    (Field::Plurality, (877, 2)),          // PLUR [207]
    (Field::BirthOrder, (879, 2)),         // SORD [208]
    (Field::MultipleSet, (883, 6)),        // MATCH [210]
    (Field::FirstName, (1001, 50)),        // KIDFNAME [247]
    (Field::MiddleName, (1051, 50)),       // KIDMNAME [248]
    (Field::LastName, (1101, 50)),         // KIDLNAME [249]
    (Field::Suffix, (1151, 7)),            // KIDSUFFX [250]
    (Field::MotherFirstName, (1283, 50)),  // MOMFNAME [254]
    (Field::MotherLastName, (1383, 50)),   // MOMLNAME [256]
    (Field::MotherMaidenName, (1540, 50)), // MOMMAIDN [260]
    (Field::Zip, (1722, 9)),               // ZIPCODE [269]
    (Field::City, (1759, 28)),             // CITYTEXT [271]
    (Field::State, (1787, 28)),            // STATETXT [272]
    (Field::FatherFirstName, (1843, 50)),  // DADFNAME [274]
    (Field::FatherLastName, (1943, 50)),   // DADLNAME [276]
    (Field::Mrn, (2922, 15)),              // INF_MED_REC_NUM [332]
    (Field::MotherMrn, (2937, 15)),        // MOM_MED_REC_NUM [333]
    (Field::Amendment, (3018, 1)),         // REPLACE [341]
];

/// Year, month and day of birth. [1], [8], [9]
const BIRTH: [Place; 3] = [(1, 4), (31, 2), (33, 2)];
/// Of the mother's. MDOB [14] to [16]
const MOTHERS_BIRTH: [Place; 3] = [(55, 4), (59, 2), (61, 2)];
/// The day on which the registrar filed the record. REGISTER [337] to [339]
const FILED: [Place; 3] = [(2960, 4), (2964, 2), (2966, 2)];
/// Hospital by name [253], by number of the state [13], by NPI [12].
const HOSPITAL: [Place; 3] = [(1233, 50), (51, 4), (39, 12)];
/// The mother's street in one line [268], else in its parts [262] to [266]; then the unit [267].
const STREET: (Place, [Place; 5], Place) =
    ((1672, 50), [(1597, 10), (1607, 10), (1617, 28), (1645, 10), (1655, 10)], (1665, 7));
/// Her mailing address: the same [309] to [315], then ZIP [316], town [318], state [319].
const MAIL_STREET: (Place, [Place; 5], Place) =
    ((2591, 50), [(2516, 10), (2526, 10), (2536, 28), (2564, 10), (2574, 10)], (2584, 7));
const MAIL_TOWN: [Place; 3] = [(2678, 28), (2706, 28), (2641, 9)];
/// Another number of the state for the certificate. AUXNO [5]
const AUXILIARY_NUMBER: Place = (14, 12);
/// A line ends after the child's names at least.
const SHORTEST: usize = 1150;

/// Reads one file.
pub fn read(
    file: usize,
    input: &Input,
    settings: &SourceSettings,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<FileContent> {
    let layout = Layout::new(input, settings)?;
    let handle = File::open(&input.path).while_doing("read", &input.path)?;
    let bytes = handle.metadata().while_doing("read", &input.path)?.len().max(1);
    let mut lines = BufReader::with_capacity(1 << 20, handle);
    let (mut content, mut read) = (FileContent::default(), 0);
    loop {
        let (piece, taken) = read_piece(file, input, &layout, &mut lines)?;
        if taken == 0 {
            return Ok(content);
        }
        content.add(piece);
        read += taken;
        progress(read as f64 / bytes as f64);
    }
}

/// The next lines, and how many bytes they were; none at the end.
fn read_piece(
    file: usize,
    input: &Input,
    layout: &Layout,
    lines: &mut impl BufRead,
) -> Result<(Piece, u64)> {
    let fields = layout.fields();
    let mut builder = BatchBuilder::new(file, input.kind.read_as(), fields.iter().copied());
    let (mut rejects, mut rows, mut taken) = (Vec::new(), 0, 0);
    let mut line = Vec::new();
    while rows < BATCH_LINES as u64 {
        line.clear();
        let most = ROW_BYTES as u64;
        let read = lines.by_ref().take(most).read_until(b'\n', &mut line);
        let read = read.while_doing("read", &input.path)? as u64;
        if read == 0 {
            break;
        }
        taken += read;
        if line.trim_ascii().is_empty() {
            continue;
        }
        rows += 1;
        match layout.values(&line) {
            Ok(values) => {
                for &field in &fields {
                    builder.push(field, values.get(&field).map_or("", String::as_str));
                }
                builder.end_row(rows);
            }
            Err((field, reason)) => rejects.push(Reject {
                file,
                row: rows,
                field: field.map(Field::name).unwrap_or_default().into(),
                reason: reason.into(),
                raw: String::from_utf8_lossy(&line[..line.len().min(REJECT_BYTES)]).into_owned(),
            }),
        }
    }
    let mut batch = builder.finish();
    batch.made_ids = layout.makes_ids();
    batch.refuse_blank_ids(&mut rejects);
    Ok((Piece { batch, rejects, rows }, taken))
}

/// Where the fields of a line stand.
enum Layout {
    /// The national one.
    Natality,
    /// One that the settings describe.
    Described(Vec<(Field, FixedField)>),
}

type Fault = (Option<Field>, &'static str);

impl Layout {
    fn new(input: &Input, settings: &SourceSettings) -> Result<Layout> {
        let Some(layout) = &settings.layout else { return Ok(Layout::Natality) };
        let places = layout.iter().map(|(name, place)| {
            let unknown = || Error::input(&input.path, format!("layout: no field \"{name}\""));
            Ok((Field::from_name(name).ok_or_else(unknown)?, place.clone()))
        });
        places.collect::<Result<Vec<_>>>().map(Layout::Described)
    }

    /// Whether the record ids are made of the certificates' keys.
    fn makes_ids(&self) -> bool {
        match self {
            Layout::Natality => true,
            Layout::Described(places) => places.iter().all(|(field, _)| *field != Field::RecordId),
        }
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields: Vec<Field> = match self {
            Layout::Natality => FIELDS.iter().map(|(field, _)| *field).collect(),
            Layout::Described(places) => places.iter().map(|(field, _)| *field).collect(),
        };
        fields.extend([Field::RecordId, Field::Source]);
        if matches!(self, Layout::Natality) {
            fields.extend([
                Field::ReceivedAt,
                Field::BirthDate,
                Field::BirthFacility,
                Field::MotherBirthDate,
                Field::Street,
                Field::Unit,
                Field::FurtherAddresses,
                Field::FurtherIdentifiers,
                Field::Deceased,
            ]);
        }
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    /// The values of a line.
    fn values(&self, line: &[u8]) -> std::result::Result<BTreeMap<Field, String>, Fault> {
        let text = decoded(line)?;
        let line = Line(&text);
        let mut values = match self {
            Layout::Natality => natality(line)?,
            Layout::Described(places) => described(line, places),
        };
        let value = |field: Field| values.get(&field).map_or("", String::as_str);
        if value(Field::RecordId).is_empty() {
            values.insert(Field::RecordId, certificate_key(value)?);
        }
        if value_is_blank(&values, Field::Source) {
            values.insert(Field::Source, "rvrs".into());
        }
        Ok(values)
    }
}

fn value_is_blank(values: &BTreeMap<Field, String>, field: Field) -> bool {
    values.get(&field).is_none_or(String::is_empty)
}

/// State, year and number: six digits come again every year and in every state.
fn certificate_key<'a>(value: impl Fn(Field) -> &'a str) -> std::result::Result<String, Fault> {
    let number = value(Field::CertificateNumber);
    if number.is_empty() {
        return Err((Some(Field::CertificateNumber), "no certificate number"));
    }
    let year = match value(Field::CertificateYear) {
        "" => value(Field::BirthDate).get(..4).unwrap_or_default(),
        year => year,
    };
    Ok(format!("{}-{year}-{number}", value(Field::BirthState)))
}

/// A line as text of one character a byte: positions count bytes. What is not ASCII is Latin-1, in which
/// such files are written, unless it is UTF-8, which moves what stands behind it.
fn decoded(line: &[u8]) -> std::result::Result<Vec<char>, Fault> {
    let end = line.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |at| at + 1);
    let line = &line[..end];
    if memchr::memchr(0, line).is_some() {
        return Err((None, "a NUL byte"));
    }
    match std::str::from_utf8(line) {
        Ok(text) => Ok(text.chars().collect()),
        Err(_) => Ok(line.iter().map(|&byte| char::from(byte)).collect()),
    }
}

#[derive(Clone, Copy)]
struct Line<'a>(&'a [char]);

impl Line<'_> {
    /// The characters at a place, without the blanks around them.
    fn at(self, (start, length): Place) -> String {
        let end = (start - 1 + length).min(self.0.len());
        let text: String = self.0.get(start - 1..end).unwrap_or_default().iter().collect();
        text.trim().to_string()
    }

    fn all<const N: usize>(self, places: [Place; N]) -> [String; N] {
        places.map(|place| self.at(place))
    }
}

fn described(line: Line, places: &[(Field, FixedField)]) -> BTreeMap<Field, String> {
    let value = |(field, place): &(Field, FixedField)| {
        let raw = line.at((place.start.max(1), place.length));
        let date = place.format.clone().map(|format| standardize::date(&raw, &[format]));
        match date {
            Some((FieldState::Present, date)) if date != Date::NONE => (*field, date.to_string()),
            _ => (*field, raw),
        }
    };
    places.iter().map(value).collect()
}

fn natality(line: Line) -> std::result::Result<BTreeMap<Field, String>, Fault> {
    if line.0.len() < SHORTEST {
        return Err((None, "shorter than a line of the natality layout (4,000 characters)"));
    }
    let mut values: BTreeMap<Field, String> =
        FIELDS.iter().map(|&(field, place)| (field, line.at(place))).collect();
    for unknown in [(Field::BirthTime, "9999"), (Field::Plurality, "99"), (Field::BirthOrder, "99")]
    {
        if values.get(&unknown.0).is_some_and(|value| value == unknown.1) {
            values.insert(unknown.0, String::new());
        }
    }
    values.insert(Field::BirthDate, date(line.all(BIRTH)));
    values.insert(Field::MotherBirthDate, date(line.all(MOTHERS_BIRTH)));
    values.insert(Field::ReceivedAt, date(line.all(FILED)));
    let hospital = line.all(HOSPITAL).into_iter().find(|name| says_something(name));
    values.insert(Field::BirthFacility, hospital.unwrap_or_default());
    let (street, unit) = street(line, STREET);
    values.insert(Field::Street, street);
    values.insert(Field::Unit, unit);
    let (street, unit) = self::street(line, MAIL_STREET);
    let [city, state, zip] = line.all(MAIL_TOWN);
    let mail = ["M", &street, &unit, &city, &state, &zip].join("^");
    let has_mail = !(street.is_empty() && city.is_empty() && zip.is_empty());
    values.insert(Field::FurtherAddresses, if has_mail { mail } else { String::new() });
    let auxiliary = line.at(AUXILIARY_NUMBER);
    let has_auxiliary = says_something(&auxiliary);
    let auxiliary = if has_auxiliary { format!("AUX^{auxiliary}^") } else { String::new() };
    values.insert(Field::FurtherIdentifiers, auxiliary);
    // ILIV [232]: whether the infant is living at the time of the report.
    let died = line.at((910, 1)) == "N";
    values.insert(Field::Deceased, if died { "Y".into() } else { String::new() });
    Ok(values)
}

/// Whether a number is more than zeros and nines for want of one.
fn says_something(value: &str) -> bool {
    !value.bytes().all(|byte| byte == b'0') && !value.bytes().all(|byte| byte == b'9')
}

/// A date of three parts as ISO; what is not known in full is left as it came, for its state to be seen.
fn date([year, month, day]: [String; 3]) -> String {
    if year.is_empty() && month.is_empty() && day.is_empty() {
        return String::new();
    }
    format!("{year:0>4}-{month:0>2}-{day:0>2}")
}

/// A street in one line and its unit.
fn street(line: Line, (whole, parts, unit): (Place, [Place; 5], Place)) -> (String, String) {
    let unit = line.at(unit);
    let whole = line.at(whole);
    if !whole.is_empty() {
        // The whole line holds the unit too.
        return (whole, unit);
    }
    let parts = line.all(parts).into_iter().filter(|part| !part.is_empty());
    (parts.collect::<Vec<_>>().join(" "), unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::InputKind;
    use crate::record::SourceKind;

    /// A line of the natality layout with these values in it.
    fn line(values: &[(usize, &str)]) -> String {
        let mut line = vec![b' '; 4000];
        for (start, value) in values {
            line[start - 1..start - 1 + value.len()].copy_from_slice(value.as_bytes());
        }
        String::from_utf8(line).unwrap()
    }

    fn lucas() -> Vec<(usize, &'static str)> {
        vec![
            (1, "2023MA048858"),
            (26, "2358"),
            (30, "M1103"),
            (55, "19941129"),
            (877, "0202"),
            (883, "000017"),
            (1001, "Lucas"),
            (1051, "Tomas"),
            (1101, "Amaral"),
            (1233, "Demo Hospital"),
            (1283, "Ines"),
            (1383, "Amaral"),
            (1540, "Teixeira"),
            (1597, "12"),
            (1617, "Elm"),
            (1645, "St"),
            (1665, "3B"),
            (1722, "01852"),
            (1759, "Lowell"),
            (1787, "MA"),
            (1843, "Jose"),
            (1943, "Amaral"),
            (2516, "PO BOX 7"),
            (2678, "Lowell"),
            (2922, "8841"),
            (2937, "8840"),
            (2960, "20231110"),
            (3018, "1"),
        ]
    }

    fn read_text(text: &str, settings: &str) -> FileContent {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("births.ije");
        std::fs::write(&path, text).unwrap();
        let input = Input { path, kind: InputKind::Records(SourceKind::Birth) };
        let settings: SourceSettings = toml::from_str(settings).unwrap();
        read(0, &input, &settings, &|_| {}).unwrap()
    }

    #[test]
    fn every_field_of_a_birth_is_read() {
        let content = read_text(&line(&lucas()), "");
        let batch = &content.batches[0];
        assert!(batch.made_ids);
        for (field, value) in [
            (Field::RecordId, "MA-2023-048858"),
            (Field::Source, "rvrs"),
            (Field::ReceivedAt, "2023-11-10"),
            (Field::BirthState, "MA"),
            (Field::CertificateYear, "2023"),
            (Field::CertificateNumber, "048858"),
            (Field::Void, ""),
            (Field::Amendment, "1"),
            (Field::BirthDate, "2023-11-03"),
            (Field::BirthTime, "2358"),
            (Field::Sex, "M"),
            (Field::Plurality, "02"),
            (Field::BirthOrder, "02"),
            (Field::MultipleSet, "000017"),
            (Field::FirstName, "Lucas"),
            (Field::MiddleName, "Tomas"),
            (Field::LastName, "Amaral"),
            (Field::BirthFacility, "Demo Hospital"),
            (Field::MotherFirstName, "Ines"),
            (Field::MotherLastName, "Amaral"),
            (Field::MotherMaidenName, "Teixeira"),
            (Field::MotherBirthDate, "1994-11-29"),
            (Field::FatherFirstName, "Jose"),
            (Field::FatherLastName, "Amaral"),
            (Field::Street, "12 Elm St"),
            (Field::Unit, "3B"),
            (Field::City, "Lowell"),
            (Field::State, "MA"),
            (Field::Zip, "01852"),
            (Field::FurtherAddresses, "M^PO BOX 7^^Lowell^^"),
            (Field::Mrn, "8841"),
            (Field::MotherMrn, "8840"),
            (Field::Race, ""),
        ] {
            assert_eq!(batch.value(0, field), value, "{}", field.name());
        }
    }

    #[test]
    fn unknown_is_nothing_and_a_dead_infant_is_said() {
        let mut values = lucas();
        values.extend([(26, "9999"), (877, "9999"), (910, "N")]);
        let content = read_text(&line(&values), "");
        for (field, value) in [
            (Field::BirthTime, ""),
            (Field::Plurality, ""),
            (Field::BirthOrder, ""),
            (Field::Deceased, "Y"),
        ] {
            assert_eq!(content.batches[0].value(0, field), value, "{}", field.name());
        }
    }

    #[test]
    fn a_line_that_cannot_be_used_leaves_its_neighbours_alone() {
        let without_number = line(&[(1, "2023MA"), (1001, "Ada")]);
        let good = line(&lucas());
        let text = format!("{good}\r\n2023MA048859\n\n{without_number}\n{good}");
        let content = read_text(&text, "");
        assert_eq!((content.rows, content.batches[0].rows.clone()), (4, vec![1, 4]));
        let places: Vec<(u64, &str)> =
            content.rejects.iter().map(|reject| (reject.row, reject.field.as_str())).collect();
        assert_eq!(places, [(2, ""), (3, "certificate_number")]);
    }

    #[test]
    fn another_layout_is_described_in_the_settings() {
        let settings = r#"
            [layout]
            certificate_number = { start = 1, length = 6 }
            birth_state = { start = 7, length = 2 }
            birth_date = { start = 9, length = 8, format = "%m%d%Y" }
            last_name = { start = 17, length = 10 }
            first_name = { start = 27, length = 10 }
        "#;
        let content = read_text("048858MA11032023Amaral    Lucas\n", settings);
        let batch = &content.batches[0];
        for (field, value) in [
            (Field::RecordId, "MA-2023-048858"),
            (Field::BirthDate, "2023-11-03"),
            (Field::LastName, "Amaral"),
            (Field::FirstName, "Lucas"),
        ] {
            assert_eq!(batch.value(0, field), value, "{}", field.name());
        }
    }
}
