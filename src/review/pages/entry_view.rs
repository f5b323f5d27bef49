//! What the pages of an entry show.
//!
//! In: what was typed, whom it could be about. Out: the templates filled in. Must never: show a client who
//! objects to data sharing to whoever may not see it.

use askama::Template;

use super::super::app::Who;
use super::super::words;
use super::Frame;
use super::client::golden_name;
use super::entry_form::{DOSE_FIELDS, FIELDS, SIGNS, Typed, dose_name};
use super::weight_view::{Chip, chips, probability};
use crate::error::Result;
use crate::pipeline::{Consult, ConsultedPair, MEMBERS, Neighbourhood, Person};
use crate::record::{DataSharing, Date, Decision, Field};
use crate::registry::View;
use crate::standardize;

/// Clients that are shown.
const SHOWN: usize = 5;

/// A client whom a patient could be.
pub struct Candidate {
    /// Its id.
    pub client_id: String,
    /// The record that says the most for it.
    pub record: u32,
    person: Person,
    records: Vec<u32>,
    judged: ConsultedPair,
}

/// All that are shown.
pub struct Candidates {
    /// The likeliest first.
    pub list: Vec<Candidate>,
    /// Whether others may not be seen.
    are_hidden: bool,
}

impl Candidates {
    /// Of a neighbourhood.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn read(
        view: &View,
        consult: &Consult,
        around: &Neighbourhood,
        may_see: bool,
    ) -> Result<Candidates> {
        let mut candidates = Candidates { list: Vec::new(), are_hidden: false };
        for one in around.found.iter().take(SHOWN) {
            let Some(client) = view.client(one.client)? else { continue };
            let mut records = view.members_of(&[one.client])?.concat();
            let is_cut = records.len() > MEMBERS;
            records.truncate(MEMBERS);
            let looked = consult.look(view, &records)?;
            let person = consult.person(&looked, &(0..records.len()).collect::<Vec<usize>>());
            if !may_see && (is_cut || person.data_sharing == DataSharing::No) {
                candidates.are_hidden = true;
                continue;
            }
            candidates.list.push(Candidate {
                client_id: client.client_id,
                record: one.record,
                person,
                records,
                judged: one.judged.clone(),
            });
        }
        Ok(candidates)
    }

    /// The records that are shown.
    pub fn shown(&self) -> Vec<u32> {
        self.list.iter().flat_map(|one| one.records.iter().copied()).collect()
    }

    /// What whoever chooses has seen.
    pub fn seen(&self) -> String {
        let one = |one: &Candidate| format!("{}:{}", one.client_id, one.record);
        self.list.iter().map(one).collect::<Vec<String>>().join(";")
    }
}

/// The form.
#[derive(Template)]
#[template(path = "review/entry.html")]
pub struct FormPage {
    frame: Frame,
    entered: Option<String>,
    record_id: String,
    problems: Vec<Problem>,
    controls: Vec<Control>,
    doses: Vec<Vec<Control>>,
}

struct Problem {
    id: String,
    text: String,
}

/// A control of a form.
struct Control {
    id: String,
    label: String,
    value: String,
    is_needed: bool,
    choices: Vec<(&'static str, &'static str)>,
    /// What is wrong with it.
    problem: String,
}

fn label(field: Field) -> String {
    match field {
        Field::Source => "Facility that gives the record".into(),
        Field::Plurality => "Twin or more".into(),
        Field::BirthOrder => "Born as".into(),
        Field::Vaccine => "Vaccine (CVX code)".into(),
        Field::DoseDate => "Day".into(),
        Field::DoseLot => "Lot".into(),
        Field::DoseFacility => "Given by, if elsewhere".into(),
        Field::DataSharing => "Data".into(),
        other => words::column(other.name()),
    }
}

impl FormPage {
    /// With what was typed, and what is wrong with it.
    pub fn new(
        who: &Who,
        typed: &Typed,
        problems: Vec<(String, String)>,
        entered: Option<String>,
    ) -> FormPage {
        let problem = |name: &str| {
            let found = problems.iter().find(|(of, _)| of == name);
            found.map(|(_, problem)| problem.clone()).unwrap_or_default()
        };
        let needed = [Field::Source, Field::LastName, Field::BirthDate];
        let control = |((field, choices), value): (&(Field, &'static [_]), &String)| Control {
            id: field.name().into(),
            label: label(*field),
            value: value.clone(),
            is_needed: needed.contains(field),
            choices: choices.to_vec(),
            problem: problem(field.name()),
        };
        let dose = |row: usize| {
            let values = DOSE_FIELDS.iter().zip(&typed.doses[row].values);
            let control = |(&field, value): (&Field, &String)| Control {
                id: dose_name(row, field),
                label: label(field),
                value: value.clone(),
                is_needed: false,
                choices: Vec::new(),
                problem: problem(&dose_name(row, field)),
            };
            values.map(control).collect()
        };
        let controls: Vec<Control> = FIELDS.iter().zip(&typed.values).map(control).collect();
        let doses: Vec<Vec<Control>> = (0..typed.doses.len()).map(dose).collect();
        let all = controls.iter().chain(doses.iter().flatten());
        let wrong = all.filter(|control| !control.problem.is_empty());
        let told = |control: &Control| Problem {
            id: control.id.clone(),
            text: format!("{} {}", control.label, control.problem),
        };
        FormPage {
            frame: Frame::new(who, "entry"),
            entered,
            record_id: typed.record_id.clone(),
            problems: wrong.map(told).collect(),
            controls,
            doses,
        }
    }
}

/// The candidates beside what was typed.
#[derive(Template)]
#[template(path = "review/entry_check.html")]
pub struct CheckPage {
    frame: Frame,
    notice: &'static str,
    hidden: Vec<(String, String)>,
    seen: String,
    are_hidden: bool,
    candidates: Vec<CandidateView>,
    doses: usize,
    name: String,
}

struct CandidateView {
    client_id: String,
    name: String,
    says: &'static str,
    is_likely: bool,
    probability: String,
    guards: Vec<&'static str>,
    chips: Vec<Chip>,
    lines: Vec<Line>,
    records: usize,
    doses: usize,
}

struct Line {
    field: String,
    typed: String,
    client: String,
    mark: &'static str,
}

impl CheckPage {
    /// Of what was typed, with something to tell first.
    pub fn new(
        who: &Who,
        typed: &Typed,
        candidates: &Candidates,
        notice: &'static str,
    ) -> CheckPage {
        let mut hidden = vec![("record_id".to_string(), typed.record_id.clone())];
        let values = FIELDS.iter().zip(&typed.values);
        hidden.extend(values.map(|((field, _), value)| (field.name().to_string(), value.clone())));
        for (row, dose) in typed.doses.iter().enumerate() {
            let named = DOSE_FIELDS.iter().zip(&dose.values);
            hidden.extend(named.map(|(&field, value)| (dose_name(row, field), value.clone())));
        }
        let names = [Field::FirstName, Field::LastName].map(|field| typed.value(field));
        CheckPage {
            frame: Frame::new(who, "entry"),
            notice,
            hidden,
            seen: candidates.seen(),
            are_hidden: candidates.are_hidden,
            candidates: candidates.list.iter().map(|one| candidate(typed, one)).collect(),
            doses: typed.dose_values().len(),
            name: names.join(" ").trim().to_string(),
        }
    }
}

fn candidate(typed: &Typed, one: &Candidate) -> CandidateView {
    CandidateView {
        client_id: one.client_id.clone(),
        name: golden_name(&one.person),
        says: match one.judged.decision {
            Decision::Link => "The machine would take them for one person.",
            _ => "The machine would ask a person.",
        },
        is_likely: one.judged.decision == Decision::Link,
        probability: probability(one.judged.probability),
        guards: one.judged.guards.iter().map(words::guard).collect(),
        chips: chips(&one.judged),
        lines: lines(typed, &one.person),
        records: one.records.len(),
        doses: one.person.doses.iter().filter(|dose| dose.counts).count(),
    }
}

/// Whether two values are one, however they are written.
fn is_same(field: Field, typed: &str, client: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    // Which day it is today does not matter where two days are compared.
    let latest = Date::new(2199, 12, 31).unwrap_or_default();
    let day = |text: &str| standardize::birth_date(text, &[], latest).1;
    match field {
        Field::Phone => digits(typed) == digits(client),
        field if field.is_date() => day(typed).is_some() && day(typed) == day(client),
        _ => typed.eq_ignore_ascii_case(client),
    }
}

/// Field by field, those that neither tells left out.
fn lines(typed: &Typed, person: &Person) -> Vec<Line> {
    let line = |(field, _): &(Field, _)| {
        let golden = person.golden.iter().find(|golden| golden.name == field.name());
        let client = golden.map(|golden| golden.value.clone()).unwrap_or_default();
        let typed = typed.value(*field).to_string();
        let mark = match (typed.is_empty(), client.is_empty()) {
            (true, true) => return None,
            (false, false) if is_same(*field, &typed, &client) => "same",
            (false, false) => "differs",
            _ => "only one tells",
        };
        Some(Line { field: label(*field), typed, client, mark })
    };
    let of_person = FIELDS.iter().filter(|(field, _)| !matches!(field, Field::Source | Field::Mrn));
    of_person.filter_map(line).collect()
}

impl FormPage {
    /// Signs that a control takes.
    fn signs(&self) -> usize {
        SIGNS
    }
}
