//! # selfsame
//!
//! Decides which records speak of the selfsame person. An immunization registry receives a birth
//! record from vital records for every child, and submissions from every provider that vaccinates;
//! selfsame links them into single **clients**, writes every decision with its reasons, and leaves
//! to a person what the machine may not decide.
//!
//! ## Bird's eye
//!
//! Data flows one way, a folder a stage:
//!
//! ```text
//! read → standardize → table → block → compare → score → decide → resolve → history → survivorship → write
//! ```
//!
//! | stage | takes | gives |
//! |---|---|---|
//! | [`read`] | files, column settings | records as received; refused rows |
//! | [`standardize`] | one value | its standard form, and whether it is evidence |
//! | [`table`] | records | one packed row a record, names with their features, frequencies |
//! | [`block`] | rows | the pairs worth comparing, each once |
//! | [`compare`] | two rows | a level a comparison: the pair's signature |
//! | [`score`] | a signature and a model | a weight in bits of log2 odds, and its parts |
//! | [`decide`] | weight and signature | link, review or apart; the guards that hold |
//! | [`resolve`] | decided pairs | clients |
//! | [`history`] | what a client's records say of doses | each dose once, with the reasons |
//! | [`survivorship`] | a client's records | which of them tells each thing about it |
//! | [`write`](mod@write) | all of it | a run folder, complete or absent |
//!
//! [`pipeline`] puts them in order and holds no rule of its own; [`cli`] is one thin file a command.
//! It has several doors: `link` takes files of records through all the stages, `judge` takes given
//! pairs as far as [`decide`], `train` takes records as far as their signatures; `nightly` takes what is
//! new through all the stages, and of what a registry knows as much as the news can reach; `enter` takes one
//! record that somebody has typed in through a night of its own. None has a scorer of its own.
//! The [`registry`] keeps records, clients, questions and answers from night to night, in one file with
//! a log from which all of it follows; it knows no stage but the records that [`read`] gives.
//! The review desk (`review`, behind the feature `web`) sits on top: a server where staff answer what is
//! open. It asks the same stages about few records at a time (`pipeline::Consult`), and writes what people
//! say through the registry's `Desk`; the next night heeds it.
//! Beside the flow stand [`synth`], which makes up a population with its truth, [`evaluate`], which
//! measures a run against a truth and against another run, and [`report`], which shows the measures
//! as a page. Beneath it lie [`record`] (the words of the field),
//! [`settings`], [`limits`], [`error`] and [`text`] (letter distances).
//!
//! ## One run, walked through
//!
//! `selfsame link` reads the files in Arrow batches and numbers the records in the order of their
//! ids, so that nothing depends on the order of rows. Each distinct name is standardized once and
//! becomes a number; a record becomes a row of codes, dates and hashes, two cache lines. Every pass of
//! [`block`] sorts the keys of the rows; records with one key are a block, refined where it would bring
//! too many pairs. Then the records are gone through by name, and each pair that any pass finds is
//! compared once, where it is found: pairs are never kept. What two rows have in common is a
//! signature of four bits a comparison, and [`score`] turns it into a weight. Most pairs are not worth
//! a whole comparison: codes, dates and numbers at a glance bound the weight, and the letters are looked
//! at, those that tell most first, only as long as the bound is above the floor. The
//! model's probabilities are first fitted to the signatures of a sample of the run's own pairs; a class
//! of pairs that loses its meaning in this refuses the fit. What weighs more than the floor is decided: three
//! bands, lowered by named guards. [`resolve`] joins linked records from the strongest link down and
//! refuses a union that a constraint forbids or that the records as a whole contradict. Most pairs that
//! a guard holds back are questions that a whole run answers by itself: a name and a birth date alone
//! may be two people's, but among all the records it is seen that nobody else bears them. What stays
//! open is for a person. Then [`write`](mod@write) fills a hidden folder and renames
//! it; what the records say of doses goes through [`history`] on the way, client by client, so that no
//! more than a row group of it is ever held.
//!
//! ## One night, walked through
//!
//! `selfsame nightly` looks into the inbox for files that the registry has not read, reads them, and sees
//! which records are new, which are newer versions and which it has. The registry keeps of every record
//! its row, of all rows the names, and the pairs that were worth keeping: a night reads these at the speed
//! of memory, and no text. The new records' rows are put behind; [`block`] asks for the pairs in which one
//! of them is, and no others. Then everything that hangs together with something that has changed, by
//! pairs or by people's answers, is resolved anew from what the pairs say by themselves, as in any run
//! and in the order of record ids: so the clients do not depend on the order in which records came.
//! Weights do not either, for what is rare is said by the registry's model alone. The clients that come
//! out are laid beside those that stand ([`resolve::succeed`]): ids follow, the older one first. The run
//! folder is written under a hidden name, the registry takes all of it in one transaction, the folder gets
//! its name, the files are moved. Stopped before the commit the night has not happened; stopped after it,
//! the next one finishes it. After a change of model or settings the nights examine old records anew
//! beside the new ones, a portion each, as if these had just come.
//!
//! ## Why the weight is what it is
//!
//! Non-match is not one thing. Relatives share surname, address, telephone and mother; whoever counts
//! these as independent evidence merges brothers, and the more pairs are compared the worse it gets.
//! So besides *match* there are six classes of pairs, each with its own probabilities, estimated
//! together: twins, household members, namesakes, strangers born the same day with and without a
//! shared surname, and the rest ([`score::Class`]). A pair's weight is the log2 odds of match against
//! all the others (Fellegi and Sunter 1969, with a mixture for non-match). Where a class agrees by
//! chance, agreement on a rare value counts for more ([`table::Frequencies`]).
//!
//! ## Invariants
//!
//! 1. A record is never changed; a value that cannot be used is *missing* to the engine, with its
//!    state counted by source.
//! 2. Missing is worth nothing, either way.
//! 3. The comparisons' weights sum to the pair's weight, to the last bit: all are multiples of 1/1024.
//! 4. `weight(a, b) == weight(b, a)`.
//! 5. The same inputs, model, settings and time give the same Parquet bytes, for any number of
//!    threads and any order of rows.
//! 6. No client holds two live birth certificates, or two places of one multiple birth, unless a supervisor
//!    calls the certificates two of one birth.
//! 7. A client is closed to data sharing if any of its records objects.
//! 8. A run is published whole or not at all.
//! 9. Every pair, decision and crosswalk row names its run; every decision its model.
//! 10. No value of a record appears in a log, an error or a panic. (`explain` prints two records
//!     because that is what it is asked for.)
//! 11. No clock, thread or hash order reaches a result.
//! 12. The engine makes no network call.
//! 13. What is in a registry stays: records, answers and ids; a client's id leads to a client for ever.
//! 14. A night delivered in parts ends in the clients that it ends in at once.
//! 15. A person's answer holds until one of the two records changes or it is taken back; then it is asked
//!     again.
//! 16. Nobody is shown a person's record before it is written down who looks; who objects to data sharing is
//!     shown to supervisors alone.
//! 17. Every event of a history has exactly one preferred statement, and no statement two events.

pub mod block;
pub mod cli;
pub mod compare;
pub mod decide;
mod digest;
pub mod error;
pub mod evaluate;
pub mod history;
pub mod limits;
pub mod pipeline;
pub mod read;
pub mod record;
pub mod registry;
pub mod report;
pub mod resolve;
#[cfg(feature = "web")]
pub mod review;
pub mod score;
pub mod settings;
pub mod standardize;
pub mod survivorship;
pub mod synth;
pub mod table;
pub mod text;
pub mod texts;
pub mod write;
