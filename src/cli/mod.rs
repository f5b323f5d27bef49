//! The command line: one thin file a command.
//!
//! In: arguments. Out: files, a summary, and an exit code: 0 done, 1 done with rejects or refused by
//! a gate, 2 failed and nothing published. Must never: decide anything, or print a record's values
//! where nobody asked for them.

mod bars;
mod compare;
mod evaluate;
mod explain;
mod inputs;
mod judge;
mod link;
mod model_table;
mod nightly;
mod registry;
#[cfg(feature = "web")]
mod review;
mod summary;
mod synth;
mod train;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::{Error, Result};

/// Which records speak of the selfsame person: record linkage for immunization registries.
#[derive(Parser)]
#[command(name = "selfsame", version, arg_required_else_help = true)]
struct Arguments {
    /// Threads to work with [default: one a core]
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
    /// Say nothing but errors and what was asked for
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Link(link::Arguments),
    Nightly(nightly::Arguments),
    #[cfg(feature = "web")]
    Review(review::Arguments),
    Judge(judge::Arguments),
    Explain(explain::Arguments),
    Evaluate(evaluate::Arguments),
    Compare(compare::Arguments),
    Train(train::Arguments),
    Synth(synth::Arguments),
    Registry(registry::Arguments),
}

/// How a command ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Done,
    DoneWithRejects,
}

/// Runs the command that the arguments ask for.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::DoneWithRejects) => ExitCode::from(1),
        Err(error) => {
            complain(&error.to_string());
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Ending> {
    if arguments.threads == Some(0) {
        return Err(Error::Usage("--threads: give at least 1".into()));
    }
    if let Some(threads) = arguments.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build_global().map_err(|error| Error::Usage(format!("--threads: {error}")))?;
    }
    match &arguments.command {
        Command::Link(command) => command.run(arguments.quiet),
        Command::Nightly(command) => command.run(arguments.quiet),
        #[cfg(feature = "web")]
        Command::Review(command) => command.run(),
        Command::Judge(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Evaluate(command) => command.run(),
        Command::Compare(command) => command.run(),
        Command::Train(command) => command.run(arguments.quiet),
        Command::Synth(command) => command.run(arguments.quiet),
        Command::Registry(command) => command.run(arguments.quiet),
    }
}

/// Prints what was asked for. A reader who has left is no error.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Says what is wrong.
fn complain(problem: &str) {
    let _ = writeln!(std::io::stderr(), "selfsame: {problem}");
}

/// Tells what was found: as JSON, or as text.
fn tell<T: serde::Serialize>(
    found: &T,
    as_json: bool,
    text: impl FnOnce(&T) -> String,
) -> Result<()> {
    if as_json {
        return print_json(found);
    }
    print(&text(found));
    Ok(())
}

/// Prints what was asked for as JSON.
fn print_json(value: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value);
    print(&text.map_err(|error| Error::Invariant(error.to_string()))?);
    print("\n");
    Ok(())
}
