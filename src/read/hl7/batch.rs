//! The counts that a batch says of itself, against what it holds.

/// Counts messages and batches, and what is still open.
#[derive(Default)]
pub struct Ends {
    messages: u64,
    batches: u64,
    batch_is_open: bool,
    file_is_open: bool,
}

/// The field at fault, and what is wrong.
type Fault = (&'static str, &'static str);

const CUT_BATCH: Fault = ("BTS", "a batch without its trailer; is the file complete?");
const CUT_FILE: Fault = ("FTS", "a file of batches without its trailer; is the file complete?");

impl Ends {
    /// Counts a message.
    pub fn message(&mut self) {
        self.messages += 1;
    }

    /// A file or a batch begins.
    pub fn header(&mut self, name: &str) -> Option<Fault> {
        let cut = (name == "BHS" && self.batch_is_open).then_some(CUT_BATCH);
        match name {
            "BHS" => {
                (self.batch_is_open, self.messages) = (true, 0);
                self.batches += 1;
            }
            _ => (self.file_is_open, self.batches) = (true, 0),
        }
        cut
    }

    /// A file or a batch ends, and says how much it held; nothing, if it does not say.
    pub fn trailer(&mut self, name: &str, segment: &[u8]) -> Option<Fault> {
        let count = segment.get(4..).unwrap_or_default();
        let digits = count.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let count = std::str::from_utf8(&count[..digits]).ok().and_then(|count| count.parse().ok());
        let (held, fault) = match name {
            "BTS" => {
                self.batch_is_open = false;
                (std::mem::take(&mut self.messages), ("BTS-1", "not as many messages as it says"))
            }
            _ => {
                self.file_is_open = false;
                (std::mem::take(&mut self.batches), ("FTS-1", "not as many batches as it says"))
            }
        };
        count.filter(|&count: &u64| count != held).map(|_| fault)
    }

    /// What the end of the file finds open.
    pub fn end(&mut self) -> Vec<Fault> {
        let open = [(self.batch_is_open, CUT_BATCH), (self.file_is_open, CUT_FILE)];
        open.into_iter().filter(|(is_open, _)| *is_open).map(|(_, fault)| fault).collect()
    }
}
