//! What the page of a question shows, in words.
//!
//! In: an [`Asked`], who looks. Out: the template filled in. Must never: leave out what speaks against a link.

use askama::Template;

use super::super::app::{Who, now};
use super::super::asked::{self, Asked, Side, places};
use super::super::words;
use super::two_records::{DoseDay, Group, dose_days, groups, name, value};
use super::weight_view::{Bar, Chip, chips, probability, waterfall};
use super::{Frame, may_see_objecting, time};
use crate::decide::{Guard, Guards};
use crate::pipeline::Consult;
use crate::record::{DataSharing, Field, SourceKind};
use crate::registry::{GivenAnswer, Provenance};

#[derive(Template)]
#[template(path = "review/pair.html")]
pub struct PairPage {
    frame: Frame,
    a: u32,
    b: u32,
    seen: String,
    filters: String,
    is_open: bool,
    may_answer: bool,
    holder: Option<String>,
    standing: Option<String>,
    is_unheeded: bool,
    are_births: bool,
    /// What whoever looks has said a moment ago.
    just_said: Option<LastAnswer>,
    reasons: Vec<&'static str>,
    weight: String,
    probability: String,
    rival: String,
    chips: Vec<Chip>,
    waterfall: Vec<Bar>,
    sides: [SideView; 2],
    groups: Vec<Group>,
    days: Vec<DoseDay>,
    others: Vec<Other>,
    said: Vec<String>,
    effects: Effects,
    preview: Vec<(String, String)>,
    preview_sharing: &'static str,
    last: Vec<LastAnswer>,
}

struct SideView {
    letter: char,
    record_id: String,
    source: String,
    kind: &'static str,
    facility: String,
    mrn: String,
    received: String,
    file: String,
    client_id: String,
    members: Vec<Member>,
    is_replaced: bool,
    objects: bool,
}

struct Member {
    record_id: String,
    source: String,
    name: String,
    born: String,
}

struct Other {
    a: u32,
    b: u32,
    name: String,
    born: String,
    weight: String,
    likely: String,
}

/// What answers would do, in words.
pub struct Effects {
    /// "Same person".
    pub same: String,
    /// "Different people".
    pub different: String,
    /// Whether no answer makes one client of the two.
    pub forbids_same: bool,
}

struct LastAnswer {
    number: u32,
    a: u32,
    b: u32,
    words: &'static str,
    at: String,
    is_undone: bool,
}

impl PairPage {
    /// Of a question, for somebody; `holder` is who else has it.
    pub fn new(
        who: &Who,
        consult: &Consult,
        asked: &Asked,
        holder: Option<String>,
        last: &[GivenAnswer],
        filters: &str,
    ) -> PairPage {
        let frame = Frame::new(who, "pair");
        let guards = asked.guards();
        let union: Vec<u32> =
            asked.sides.iter().flat_map(|side| side.members.iter().copied()).collect();
        let mut together = places(&asked.looked, &union);
        together.dedup();
        let person = consult.person(&asked.looked, &together);
        let preview = person.golden.iter().filter(|golden| is_telling(golden.name));
        let judged = &asked.judged;
        let likely = format!(
            "{} ({:.0} %)",
            words::rival(judged.score.rival),
            judged.score.rival_probability * 100.0
        );
        PairPage {
            a: asked.pair.a,
            b: asked.pair.b,
            seen: asked.seen(),
            filters: filters.into(),
            is_open: asked.question.is_some(),
            may_answer: frame.may_answer && holder.is_none() && !asked.is_replaced(),
            holder,
            standing: asked.answer.as_ref().map(standing),
            is_unheeded: asked.is_unheeded,
            are_births: asked.are_births(),
            just_said: last.first().filter(|answer| is_just(answer)).map(last_answer),
            reasons: guards.iter().map(words::guard).collect(),
            weight: words::bits(judged.score.weight),
            probability: probability(judged.probability),
            rival: likely,
            chips: chips(judged),
            waterfall: waterfall(judged),
            sides: [side(asked, 0), side(asked, 1)],
            groups: groups(asked),
            days: dose_days(asked, [&asked.sides[0].members, &asked.sides[1].members]),
            others: asked
                .others
                .iter()
                .filter(|one| !one.objects || may_see_objecting(who))
                .map(|one| other(asked, one))
                .collect(),
            said: said(asked),
            effects: effects(asked, guards),
            preview: preview.map(|one| (words::column(one.name), one.value.clone())).collect(),
            preview_sharing: sharing(person.data_sharing),
            last: last.iter().map(last_answer).collect(),
            frame,
        }
    }
}

/// Whether a preview shows a golden column: by these a person is known.
fn is_telling(name: &str) -> bool {
    matches!(
        name,
        "first_name"
            | "middle_name"
            | "last_name"
            | "birth_date"
            | "sex"
            | "certificate_number"
            | "mother_first_name"
            | "mother_maiden_name"
            | "street"
            | "city"
            | "phone"
    )
}

/// A wish about data sharing in words.
pub fn sharing(wish: DataSharing) -> &'static str {
    match wish {
        DataSharing::Yes => "shares with providers",
        DataSharing::No => "objects to sharing",
        DataSharing::Unknown => "not said",
    }
}

fn standing(answer: &GivenAnswer) -> String {
    let words = words::answer(answer.answer, answer.relation);
    let state = match (answer.is_undone, answer.holds) {
        (true, _) => ", and it was taken back",
        (false, true) => "",
        (false, false) => ", and a record has changed since",
    };
    let reason =
        if answer.reason.is_empty() { String::new() } else { format!(": {}", answer.reason) };
    format!("{} said \"{words}\" on {}{state}{reason}", answer.by, time(answer.at))
}

fn side(asked: &Asked, index: usize) -> SideView {
    let side: &Side = &asked.sides[index];
    let number = side.head.number;
    let text = |field| value(asked, number, field).to_string();
    let member = |&record: &u32| {
        let place = asked.looked.place(record)?;
        Some(Member {
            record_id: asked.looked.stored.records.id(place).into(),
            source: value(asked, record, Field::Source).into(),
            name: name(asked, record),
            born: value(asked, record, Field::BirthDate).into(),
        })
    };
    let taken = side.taken_at.map(time).unwrap_or_default();
    let sent = text(Field::ReceivedAt);
    SideView {
        letter: if index == 0 { 'A' } else { 'B' },
        record_id: side.head.record_id.clone(),
        source: side.head.source.clone(),
        kind: if side.head.kind == SourceKind::Birth {
            "birth record"
        } else {
            "provider's record"
        },
        facility: text(Field::BirthFacility),
        mrn: text(Field::Mrn),
        received: if sent.is_empty() { format!("taken in {taken}") } else { sent },
        file: side.provenance.as_ref().map(file_and_row).unwrap_or_default(),
        client_id: side.client.as_ref().map(|client| client.client_id.clone()).unwrap_or_default(),
        members: side
            .members
            .iter()
            .filter(|&&record| record != number)
            .filter_map(member)
            .collect(),
        is_replaced: side.head.replaced_by.is_some(),
        objects: side.objects,
    }
}

/// Where a record was delivered.
fn file_and_row(from: &Provenance) -> String {
    match from.row {
        Some(row) => format!("{}, row {row}", from.file_name),
        None => from.file_name.clone(),
    }
}

/// Another candidate: who it is, and what the two may be to each other.
fn other(asked: &Asked, asked::Other { question, judged, .. }: &asked::Other) -> Other {
    let pair = question.pair;
    let is_member = |record: u32| asked.sides.iter().any(|side| side.members.contains(&record));
    let them = if is_member(pair.a) { pair.b } else { pair.a };
    Other {
        a: pair.a,
        b: pair.b,
        name: name(asked, them),
        born: value(asked, them, Field::BirthDate).into(),
        weight: words::bits(judged.score.weight),
        likely: format!("if not the same, {}", words::rival(judged.score.rival)),
    }
}

/// Where the question has been before.
fn said(asked: &Asked) -> Vec<String> {
    let line = |aside: &crate::registry::Aside| {
        let reason =
            if aside.reason.is_empty() { String::new() } else { format!(": {}", aside.reason) };
        format!("{}, {}: {}{reason}", time(aside.at), aside.by, words::place(aside.place))
    };
    asked.asides.iter().map(line).collect()
}

/// What answers to a question with these guards would do.
pub fn effects(asked: &Asked, guards: Guards) -> Effects {
    let forbids_same = guards.has(Guard::CertificateConflict) || asked.has_two_certificates();
    let [a, b] = &asked.sides;
    let records = |side: &Side| match side.members.len() {
        1 => "one record".to_string(),
        count => format!("{count} records"),
    };
    let (same, different) = match (&a.client, &b.client) {
        (Some(one), Some(other)) if one.number != other.number => {
            let (stays, goes) = if one.number < other.number { (one, other) } else { (other, one) };
            (
                format!(
                    "The next night makes one client of {} and {}. The id {} stays; {} leads to it.",
                    records(a),
                    records(b),
                    stays.client_id,
                    goes.client_id
                ),
                "They stay two clients, and nobody is asked again until one of the two records changes."
                    .to_string(),
            )
        }
        _ => (
            "They are in one client, and stay there.".into(),
            "The next night takes them apart into two clients, each with the records that belong to it."
                .into(),
        ),
    };
    let same = match forbids_same {
        true => "Two birth certificates are two people to the machine, and these clients hold two. Only a \
                 supervisor can say of the two birth records that they are of one birth; better, vital \
                 records void one."
            .into(),
        false => same,
    };
    Effects { same, different, forbids_same }
}

/// Whether an answer was given within the last minutes and stands.
fn is_just(answer: &GivenAnswer) -> bool {
    !answer.is_undone && now() - answer.at < 10 * 60 * 1_000_000
}

fn last_answer(answer: &GivenAnswer) -> LastAnswer {
    LastAnswer {
        number: answer.number,
        a: answer.pair.a,
        b: answer.pair.b,
        words: words::answer(answer.answer, answer.relation),
        at: time(answer.at),
        is_undone: answer.is_undone,
    }
}
