//! A scratch folder, the program run in it, and its outputs read back.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Float32Type, Float64Type, UInt32Type, UInt64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

/// The Parquet files of a run.
pub const TABLES: [&str; 6] = ["pairs", "decisions", "clients", "crosswalk", "doses", "rejects"];

/// The run's time in every test: the day up to which `synth` makes people, too.
pub const AS_OF: &str = "2026-01-01";

/// A folder of one test, removed with it.
pub struct Work {
    folder: tempfile::TempDir,
}

/// How the program ended, and what it said.
pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Work {
    pub fn new() -> Work {
        Work { folder: tempfile::tempdir().unwrap() }
    }

    /// A population of this many people under `synth/`.
    pub fn with_people(people: usize) -> Work {
        let work = Work::new();
        work.run(["synth", "--out", "synth", "--people", &people.to_string()]).succeeds();
        work
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Names of all that stands in a folder, hidden ones too.
    pub fn list(&self, name: &str) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.path(name)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// The program, not yet run.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_selfsame"));
        command.current_dir(self.folder.path()).args(arguments).stdin(Stdio::null());
        command
    }

    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Outcome {
        Outcome::of(self.command(arguments).output().unwrap())
    }

    /// Runs it with this line on its standard input.
    pub fn run_with<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        line: &str,
    ) -> Outcome {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
        Outcome::of(child.wait_with_output().unwrap())
    }

    /// Starts the program and does not wait for it.
    pub fn start<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Runs `link`, at the time of all tests unless another is given.
    pub fn link(&self, arguments: &[&str]) -> Outcome {
        let time: &[&str] = if arguments.contains(&"--as-of") { &[] } else { &["--as-of", AS_OF] };
        self.run([&["link"], time, arguments].concat())
    }

    /// Links the people of [`Work::with_people`] into a folder.
    pub fn link_people(&self, out: &str, more: &[&str]) -> RunFolder {
        let births = ["--births", "synth/births.csv", "--submissions", "synth/submissions.csv"];
        self.link(&[&births[..], &["--out", out], more].concat()).succeeds();
        self.opened(out)
    }

    pub fn opened(&self, out: &str) -> RunFolder {
        RunFolder { path: self.path(out) }
    }
}

impl Outcome {
    fn of(output: Output) -> Outcome {
        Outcome {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub fn succeeds(self) -> Outcome {
        self.ends_with(0)
    }

    #[track_caller]
    pub fn ends_with(self, code: i32) -> Outcome {
        assert_eq!(self.code, Some(code), "stderr: {}", self.stderr);
        self
    }

    /// Failed with one clear message that holds these words.
    #[track_caller]
    pub fn fails_saying(self, words: &[&str]) -> Outcome {
        let this = self.ends_with(2);
        for word in words {
            assert!(this.stderr.contains(word), "no {word:?} in: {}", this.stderr);
        }
        let messages = this.stderr.lines().filter(|line| line.starts_with("selfsame: "));
        assert_eq!(messages.count(), 1, "one message: {}", this.stderr);
        this.says_nothing_of_panic()
    }

    #[track_caller]
    pub fn says_nothing_of_panic(self) -> Outcome {
        for text in ["panicked", "RUST_BACKTRACE", "invariant broken"] {
            assert!(!self.stderr.contains(text), "{}", self.stderr);
        }
        self
    }
}

/// What a run left.
pub struct RunFolder {
    pub path: PathBuf,
}

impl RunFolder {
    pub fn table(&self, name: &str) -> Table {
        Table::read(&self.path.join(format!("{name}.parquet")))
    }

    pub fn manifest(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.path.join("run.json")).unwrap()).unwrap()
    }

    /// The bytes of every Parquet file, by name.
    pub fn bytes(&self) -> BTreeMap<String, Vec<u8>> {
        let read = |name: &str| std::fs::read(self.path.join(format!("{name}.parquet"))).unwrap();
        TABLES.iter().map(|name| (name.to_string(), read(name))).collect()
    }

    /// Fails unless every file of a run is there and can be read to its end.
    pub fn is_complete(&self) {
        for name in TABLES {
            self.table(name);
        }
        assert!(self.manifest()["run_id"].is_string());
    }

    /// The client of each record.
    pub fn clients(&self) -> BTreeMap<String, String> {
        let decisions = self.table("decisions");
        decisions.text("record_id").into_iter().zip(decisions.text("client_id")).collect()
    }

    /// File name, row, field and reason of each reject.
    pub fn rejects(&self) -> Vec<Rejected> {
        let table = self.table("rejects");
        let (rows, reasons) = (table.numbers("row"), table.text("reason"));
        let (fields, raws) = (table.text("field"), table.text("raw"));
        (0..table.len())
            .map(|row| Rejected {
                row: rows[row],
                field: fields[row].clone(),
                reason: reasons[row].clone(),
                raw: raws[row].clone(),
            })
            .collect()
    }
}

/// A row of `rejects.parquet`.
#[derive(Debug)]
pub struct Rejected {
    pub row: u64,
    pub field: String,
    pub reason: String,
    pub raw: String,
}

/// A Parquet file in memory.
pub struct Table {
    rows: RecordBatch,
}

impl Table {
    fn read(path: &Path) -> Table {
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
        let schema = builder.schema().clone();
        let batches = builder.build().unwrap().collect::<Result<Vec<_>, _>>().unwrap();
        Table { rows: concat_batches(&schema, &batches).unwrap() }
    }

    pub fn len(&self) -> usize {
        self.rows.num_rows()
    }

    pub fn names(&self) -> Vec<String> {
        self.rows.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    fn column(&self, name: &str) -> &ArrayRef {
        self.rows.column_by_name(name).unwrap_or_else(|| panic!("no column {name}"))
    }

    /// A column as text, blank where it is null.
    pub fn text(&self, name: &str) -> Vec<String> {
        let column = self.column(name);
        // A time is as good as its number here, and needs no time zone to be printed.
        let is_time = matches!(column.data_type(), DataType::Timestamp(..));
        let column = if is_time { &cast(column, &DataType::Int64).unwrap() } else { column };
        let column = cast(column, &DataType::Utf8).unwrap();
        let column: &StringArray = column.as_string();
        column.iter().map(|value| value.unwrap_or_default().to_string()).collect()
    }

    pub fn float32(&self, name: &str) -> Vec<f32> {
        self.column(name).as_primitive::<Float32Type>().values().to_vec()
    }

    pub fn float64(&self, name: &str) -> Vec<f64> {
        self.column(name).as_primitive::<Float64Type>().values().to_vec()
    }

    pub fn numbers(&self, name: &str) -> Vec<u64> {
        match self.column(name).data_type() {
            DataType::UInt32 => {
                let values = self.column(name).as_primitive::<UInt32Type>().values();
                values.iter().map(|&value| u64::from(value)).collect()
            }
            _ => self.column(name).as_primitive::<UInt64Type>().values().to_vec(),
        }
    }

    /// Every row as text, without the columns named.
    pub fn rows_without(&self, left_out: &[&str]) -> Vec<Vec<String>> {
        let names = self.names();
        let kept = names.iter().filter(|name| !left_out.contains(&name.as_str()));
        let columns: Vec<Vec<String>> = kept.map(|name| self.text(name)).collect();
        (0..self.len())
            .map(|row| columns.iter().map(|column| column[row].clone()).collect())
            .collect()
    }
}
