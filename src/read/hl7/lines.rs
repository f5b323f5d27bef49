//! The lines of a stream of messages, and what begins at them.
//!
//! In: bytes. Out: lines without their ends, blank ones left out. Must never: need the file to be of one
//! kind of line ends, or framed, or not.

/// The frame around a message on a network connection (MLLP) begins with this …
const FRAME_START: u8 = 0x0B;

/// … and ends with this, and a carriage return.
const FRAME_END: u8 = 0x1C;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What begins at a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// A message.
    Message,
    /// A file of batches (FHS).
    File,
    /// A batch (BHS).
    Batch,
    /// The trailer of a batch (BTS).
    BatchEnd,
    /// The trailer of a file (FTS).
    FileEnd,
}

/// What begins at a line, if anything does.
pub fn start(line: &[u8]) -> Option<Start> {
    let start = match line.get(..3)? {
        b"MSH" => return Some(Start::Message),
        b"FHS" => Start::File,
        b"BHS" => Start::Batch,
        b"BTS" => Start::BatchEnd,
        b"FTS" => Start::FileEnd,
        _ => return is_broken_header(line).then_some(Start::Message),
    };
    let is_segment = !line.get(3).is_some_and(u8::is_ascii_alphanumeric);
    is_segment.then_some(start)
}

/// A header whose name is broken still begins a message: its segments must not go to the one before.
/// It is known by its delimiters, or by the type of the message.
fn is_broken_header(line: &[u8]) -> bool {
    const OTHERS: [&[u8]; 8] = [b"PID", b"PD1", b"NK1", b"PV1", b"ORC", b"RXA", b"RXR", b"OBX"];
    const DELIMITERS: &[u8] = br"|^~\&";
    if OTHERS.iter().any(|name| line.starts_with(name)) {
        return false;
    }
    let beginning = &line[..line.len().min(12)];
    let has_type = |at: usize| line.get(at + 4..at + 7) == Some(b"V04");
    beginning.windows(DELIMITERS.len()).any(|window| window == DELIMITERS)
        || memchr::memmem::find(line, b"VXU").is_some_and(has_type)
}

/// A line, and where in the bytes it begins.
pub type Line<'b> = (usize, &'b [u8]);

/// The lines, without what frames them.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let ends = memchr::memchr3_iter(b'\r', b'\n', FRAME_END, bytes);
    let mut begin = 0;
    let whole = ends.chain(std::iter::once(bytes.len())).flat_map(move |end| {
        let line = (begin, &bytes[begin..end]);
        begin = end + 1;
        frames(line)
    });
    whole.map(without_lead).filter(|(_, line)| !line.trim_ascii().is_empty())
}

/// A line that a frame begins in is two: its sender has left out the end of the frame before.
fn frames((at, line): Line) -> impl Iterator<Item = Line> {
    let begins = move |begin: &usize| {
        let rest = &line[begin + 1..];
        let rest = rest.strip_prefix(BYTE_ORDER_MARK).unwrap_or(rest);
        rest.is_empty() || is_named(rest)
    };
    let begins = memchr::memchr_iter(FRAME_START, line).filter(begins);
    let mut begin = 0;
    begins.chain(std::iter::once(line.len())).map(move |end| {
        let frame = (at + begin, &line[begin..end]);
        begin = end;
        frame
    })
}

fn without_lead((mut begin, mut line): Line) -> Line {
    loop {
        let lead = match line {
            [FRAME_START | b' ' | b'\t', ..] => 1,
            [0xEF, 0xBB, 0xBF, ..] => 3,
            _ => return (begin, line),
        };
        (begin, line) = (begin + lead, &line[lead..]);
    }
}

/// Where the last message begins that begins at a line; for cutting a stream.
pub fn last_message(bytes: &[u8]) -> Option<usize> {
    let found = memchr::memmem::rfind_iter(bytes, b"MSH");
    found.into_iter().find(|&at| is_line_start(bytes, at))
}

/// Where the next message, batch or trailer begins behind the first byte; for going on after text that
/// is given up.
pub fn next_start(bytes: &[u8]) -> Option<usize> {
    (1..bytes.len()).find(|&at| is_start(bytes, at))
}

/// Where the last message, batch or trailer begins behind the first byte.
pub fn last_start(bytes: &[u8]) -> Option<usize> {
    (1..bytes.len()).rev().find(|&at| is_start(bytes, at))
}

fn is_start(bytes: &[u8], at: usize) -> bool {
    is_named(&bytes[at..]) && is_line_start(bytes, at)
}

/// Whether text has the name of something that begins at a line.
fn is_named(text: &[u8]) -> bool {
    const NAMES: [&[u8]; 5] = [b"MSH", b"FHS", b"BHS", b"BTS", b"FTS"];
    NAMES.iter().any(|name| text.starts_with(name))
}

fn is_line_start(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].strip_suffix(BYTE_ORDER_MARK).unwrap_or(&bytes[..at]);
    matches!(before.last(), None | Some(b'\r' | b'\n' | &FRAME_START | &FRAME_END))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<&[u8]> {
        lines(bytes).map(|(_, line)| line).collect()
    }

    #[test]
    fn lines_end_in_whatever_senders_end_them_with() {
        for bytes in [
            &b"MSH|A\rPID|1\r"[..],
            b"MSH|A\nPID|1",
            b"\xEF\xBB\xBFMSH|A\r\nPID|1\r\n\r\n",
            b"\x0BMSH|A\rPID|1\r\x1C\r",
            b"\x0BMSH|A\rPID|1\x1C\r",
            b"\n \n\tMSH|A\r \rPID|1\n\n",
        ] {
            assert_eq!(texts(bytes), [&b"MSH|A"[..], b"PID|1"], "{bytes:?}");
        }
        assert!(texts(b"").is_empty());
        assert_eq!(lines(b"\r\n\x0BMSH").collect::<Vec<_>>(), [(3, &b"MSH"[..])]);
    }

    #[test]
    fn a_frame_begins_a_line_even_if_none_has_ended() {
        for (bytes, wanted) in [
            (&b"PID|1\x0BMSH|A"[..], &[&b"PID|1"[..], b"MSH|A"][..]),
            (b"PID|1\x0B\xEF\xBB\xBFMSH|A\x0BBTS|1", &[b"PID|1", b"MSH|A", b"BTS|1"]),
            (b"PID|1\x0B", &[b"PID|1"]),
            (b"PID|1\x0B\rPD1", &[b"PID|1", b"PD1"]),
            (b"PID|1 ELM ST\x0BAPT 2", &[b"PID|1 ELM ST\x0BAPT 2"]),
        ] {
            assert_eq!(texts(bytes), wanted, "{bytes:?}");
        }
    }

    #[test]
    fn what_begins_at_a_line() {
        for (line, begins) in [
            (&b"MSH|^~\\&|"[..], Some(Start::Message)),
            (b"MSHx", Some(Start::Message)),
            (b"NSH|^~\\&|A", Some(Start::Message)),
            (b"FHS|", Some(Start::File)),
            (b"BHS", Some(Start::Batch)),
            (b"BTS|1", Some(Start::BatchEnd)),
            (b"FTS|1", Some(Start::FileEnd)),
            (b"BTSX|1", None),
            (b"PID|1", None),
            (b"", None),
        ] {
            assert_eq!(start(line), begins, "{line:?}");
        }
    }

    #[test]
    fn a_message_begins_at_a_line_and_nowhere_else() {
        assert_eq!(last_message(b"MSH|A\rPID|MSH|\r"), Some(0));
        assert_eq!(last_message(b"MSH|A\r\n\x0BMSH|B"), Some(8));
        assert_eq!(last_message(b"PID|MSH"), None);
        assert_eq!(next_start(b"MSH|A\rBTS|1"), Some(6));
        assert_eq!(next_start(b"xMSH|A"), None);
    }
}
