//! Which column of a file each field takes its value from.
//!
//! In: a file's header and the settings of its kind. Out: a [`ColumnPlan`], or the column that is
//! missing. Must never: guess.

use std::borrow::Cow;
use std::path::Path;

use super::InputKind;
use crate::error::{Error, Result};
use crate::record::{Date, Field, FieldState, SourceKind};
use crate::settings::{ColumnDetail, ColumnSetting, SourceSettings};
use crate::standardize;

/// Without these nobody can be told from anybody.
const REQUIRED: [Field; 4] = [Field::RecordId, Field::FirstName, Field::LastName, Field::BirthDate];

/// Without these a dose says nothing.
const REQUIRED_OF_DOSES: [Field; 3] = [Field::RecordId, Field::Vaccine, Field::DoseDate];

/// Where one field comes from.
enum Origin {
    Columns(Vec<usize>),
    Value(String),
}

/// Where one field's values come from, and how they are written there.
pub struct Plan {
    /// The field.
    pub field: Field,
    origin: Origin,
    formats: Vec<String>,
}

impl Plan {
    /// The field's value in a row whose columns `cell` gives.
    pub fn value<'a>(&'a self, cell: impl Fn(usize) -> &'a str) -> Cow<'a, str> {
        let value = match &self.origin {
            Origin::Value(value) => Cow::Borrowed(value.as_str()),
            Origin::Columns(columns) => match columns.as_slice() {
                [column] => Cow::Borrowed(cell(*column).trim()),
                several => Cow::Owned(join(several.iter().map(|&column| cell(column).trim()))),
            },
        };
        iso_date(value, &self.formats)
    }

    /// The one column whose values the field takes as they are, but for blanks around them.
    pub fn as_it_is(&self) -> Option<usize> {
        match &self.origin {
            Origin::Columns(columns) if columns.len() == 1 && self.formats.is_empty() => {
                Some(columns[0])
            }
            _ => None,
        }
    }
}

/// How to make a record's fields of a row's columns.
pub struct ColumnPlan {
    plans: Vec<Plan>,
    /// Columns that nothing is taken from.
    pub ignored: Vec<String>,
}

impl ColumnPlan {
    /// Matches a header with the settings.
    ///
    /// # Errors
    /// A required field without a column, or a column named in the settings that the file lacks.
    pub fn new(
        file: &Path,
        kind: InputKind,
        header: &[String],
        settings: &SourceSettings,
    ) -> Result<ColumnPlan> {
        let mut plans = Vec::new();
        for &field in Field::ALL {
            let detail = match settings.columns.get(field.name()) {
                Some(ColumnSetting::Named(name)) => {
                    ColumnDetail { from: Some(name.clone()), ..Default::default() }
                }
                Some(ColumnSetting::Detailed(detail)) => detail.clone(),
                None => ColumnDetail::default(),
            };
            if let Some(origin) = origin(file, kind, header, field, &detail)? {
                plans.push(Plan { field, origin, formats: detail.formats });
            }
        }
        let taken = |index: usize| {
            plans
                .iter()
                .any(|plan| matches!(&plan.origin, Origin::Columns(all) if all.contains(&index)))
        };
        let ignored = header.iter().enumerate().filter(|(index, _)| !taken(*index));
        let ignored = ignored.map(|(_, name)| name.clone()).collect();
        Ok(ColumnPlan { plans, ignored })
    }

    /// The fields that the file has something for.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.plans.iter().map(|plan| plan.field)
    }

    /// The field that a column of the file goes into.
    pub fn field_of(&self, column: usize) -> Option<Field> {
        let from =
            |plan: &&Plan| matches!(&plan.origin, Origin::Columns(all) if all.contains(&column));
        self.plans.iter().find(from).map(|plan| plan.field)
    }

    /// The columns that are needed, in order.
    pub fn needed(&self) -> Vec<usize> {
        let mut needed: Vec<usize> = self
            .plans
            .iter()
            .flat_map(|plan| match &plan.origin {
                Origin::Columns(columns) => columns.clone(),
                Origin::Value(_) => Vec::new(),
            })
            .collect();
        needed.sort_unstable();
        needed.dedup();
        needed
    }

    /// Every field's value in a row whose columns `cell` gives.
    pub fn values<'a>(
        &'a self,
        cell: impl Fn(usize) -> &'a str + 'a,
    ) -> impl Iterator<Item = (Field, Cow<'a, str>)> + 'a {
        self.plans.iter().map(move |plan| (plan.field, plan.value(&cell)))
    }

    /// Where each field's values come from.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }
}

fn join<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A date written in one of the source's own formats becomes ISO; anything else stays as it came.
fn iso_date<'a>(value: Cow<'a, str>, formats: &[String]) -> Cow<'a, str> {
    if formats.is_empty() || value.is_empty() {
        return value;
    }
    match standardize::date(&value, formats) {
        (FieldState::Present, date) if date != Date::NONE => Cow::Owned(date.to_string()),
        _ => value,
    }
}

fn origin(
    file: &Path,
    kind: InputKind,
    header: &[String],
    field: Field,
    detail: &ColumnDetail,
) -> Result<Option<Origin>> {
    if let Some(value) = &detail.value {
        return Ok(Some(Origin::Value(value.clone())));
    }
    let named = match (&detail.from, &detail.join) {
        (Some(name), _) => vec![name.clone()],
        (None, Some(names)) => names.clone(),
        (None, None) => Vec::new(),
    };
    let find = |name: &str| header.iter().position(|column| column == name);
    let lacking = |name: &str, why: &str| {
        let problem = format!(
            "no column \"{name}\" {why}; name the right one under [{}.columns] in the settings. {}",
            section(kind),
            known_columns(header)
        );
        Error::input(file, problem)
    };
    if named.is_empty() {
        return match find(field.name()) {
            Some(column) => Ok(Some(Origin::Columns(vec![column]))),
            None if required(kind).contains(&field) => Err(lacking(field.name(), "(required)")),
            None if field == Field::Source && kind != InputKind::Doses => {
                Ok(Some(Origin::Value(default_source(kind.read_as()).into())))
            }
            None => Ok(None),
        };
    }
    let columns = named.iter().map(|name| {
        find(name).ok_or_else(|| lacking(name, &format!("for the field {}", field.name())))
    });
    columns.collect::<Result<Vec<_>>>().map(|columns| Some(Origin::Columns(columns)))
}

/// The names in the first row, unless none is a field's: then it may be a record, and is not shown.
fn known_columns(header: &[String]) -> String {
    if header.iter().any(|name| Field::from_name(name).is_some()) {
        return format!("The columns are: {}", header.join(", "));
    }
    let columns = header.len();
    format!("The first row has {columns} columns, none named as a field is: is it the header?")
}

fn required(kind: InputKind) -> &'static [Field] {
    if kind == InputKind::Doses { &REQUIRED_OF_DOSES } else { &REQUIRED }
}

fn section(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Doses => "doses",
        InputKind::Records(SourceKind::Birth) => "births",
        InputKind::Records(SourceKind::Submission) | InputKind::Either => "submissions",
    }
}

fn default_source(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Birth => "rvrs",
        SourceKind::Submission => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    fn plan(names: &[&str], settings: &str) -> Result<ColumnPlan> {
        let settings: SourceSettings = toml::from_str(settings).unwrap();
        let kind = InputKind::Records(SourceKind::Submission);
        ColumnPlan::new(Path::new("f.csv"), kind, &header(names), &settings)
    }

    #[test]
    fn values_are_found_joined_set_and_made_iso() {
        let names = ["record_id", "first_name", "last_name", "dob", "no", "road", "shoe_size"];
        let plan = plan(
            &names,
            r#"columns = { birth_date = { from = "dob", formats = ["%m/%d/%Y"] }, street = { join = ["no", "road"] }, source = { value = "census" } }"#,
        )
        .unwrap();
        let row = ["1", " Ada ", "Boyd", "03/14/2023", "12", "Elm St", "9"];
        let value = |wanted| {
            let mut values = plan.values(|column| row[column]);
            values.find(|(field, _)| *field == wanted).map(|(_, value)| value.into_owned())
        };
        assert_eq!(value(Field::FirstName).as_deref(), Some("Ada"));
        assert_eq!(value(Field::BirthDate).as_deref(), Some("2023-03-14"));
        assert_eq!(value(Field::Street).as_deref(), Some("12 Elm St"));
        assert_eq!(value(Field::Source).as_deref(), Some("census"));
        assert_eq!(value(Field::Zip), None);
        assert_eq!(plan.ignored, ["shoe_size"]);
    }

    #[test]
    fn a_missing_column_is_named_with_what_to_do() {
        let problem =
            plan(&["record_id", "first_name", "last_name"], "").err().unwrap().to_string();
        assert!(problem.contains("birth_date") && problem.contains("[submissions.columns]"));
        let problem = plan(
            &["record_id", "first_name", "last_name", "birth_date"],
            r#"columns = { zip = "postcode" }"#,
        );
        assert!(problem.err().unwrap().to_string().contains("postcode"));
    }
}
