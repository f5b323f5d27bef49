//! Every maximum, with its reason. What is over a limit is refused or refined by name, never cut
//! silently.

/// Bytes of one CSV row. An unclosed quote would otherwise swallow the rest of the file into memory.
pub const ROW_BYTES: usize = 4 << 20;

/// Bytes of one field. The longest real value is an address; a longer one is a broken file.
pub const FIELD_BYTES: usize = 4096;

/// Bytes of a refused row that are kept in `rejects.parquet`: enough to find it in its file.
pub const REJECT_BYTES: usize = 4096;

/// Bytes of one message. A person's whole history of vaccinations takes a tenth of a megabyte; what
/// is longer is a file whose messages cannot be told apart.
pub const MESSAGE_BYTES: usize = 4 << 20;

/// Findings about one message that are kept: more than anybody mends at a time.
pub const MESSAGE_FINDINGS: usize = 100;

/// Name tokens that are looked at: no real name has more, and work per pair grows with them.
pub const NAME_TOKENS: usize = 6;

/// Records that speak for a client when it is weighed against another: work grows with the square.
pub const CLIENT_SAMPLE: usize = 24;

/// Pairs that a blocking pass may bring whatever the number of records: a third of a second's work.
pub const PASS_PAIRS: u64 = 3_200_000;

/// Pairs that a blocking pass may bring a record, where these are more than [`PASS_PAIRS`]. Blocks grow
/// with the records, and their pairs with the square: where they bring more, the largest are refined by
/// further values.
pub const PAIRS_PER_RECORD: u64 = 2;

/// What a wide pass may bring by the settings is for so many records, and grows with them from there on:
/// by default to 2.2 pairs a record, enough for the surnames of a town, not for its given names, which
/// tell less.
pub const WIDE_RECORDS: f64 = 454_545.0;

/// Records that one person may well have: a block of so many is left as it is, whatever the pairs.
pub const ONE_PERSON: usize = 12;

/// Records of a run. A pass gives a record five keys at most, and the blocks of all of them are numbered
/// with 31 bits.
pub const RECORDS: usize = 400_000_000;
