//! Where the rows of CSV text end, read as the `csv` crate reads them.

/// Where the first row in the bytes ends and where the last complete one does (one past its line
/// end). The bytes begin at the start of a row. Quotes are read as the `csv` crate reads them: they
/// open a quoted cell only at its start.
pub fn row_ends(bytes: &[u8]) -> (Option<usize>, Option<usize>) {
    if memchr::memchr(b'"', bytes).is_none() {
        let first = memchr::memchr2(b'\n', b'\r', bytes);
        let last = memchr::memrchr2(b'\n', b'\r', bytes);
        return (first.map(|end| end + 1), last.map(|end| end + 1));
    }
    enum State {
        CellStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }
    let (mut first, mut last) = (None, None);
    let mut state = State::CellStart;
    for (index, &byte) in bytes.iter().enumerate() {
        state = match (state, byte) {
            (State::Quoted, b'"') => State::QuoteInQuoted,
            (State::Quoted, _) => State::Quoted,
            (State::QuoteInQuoted | State::CellStart, b'"') => State::Quoted,
            (_, b',') => State::CellStart,
            (_, b'\n' | b'\r') => {
                last = Some(index + 1);
                first = first.or(last);
                State::CellStart
            }
            _ => State::Plain,
        };
    }
    (first, last)
}

/// Where the first line of a row ends, blank lines before and after it included.
pub fn first_line(row: &[u8]) -> usize {
    let is_text = |byte: &u8| !b"\r\n".contains(byte);
    let start = row.iter().position(is_text).unwrap_or(row.len());
    let end = memchr::memchr2(b'\n', b'\r', &row[start..]).map_or(row.len(), |end| start + end);
    row[end..].iter().position(is_text).map_or(row.len(), |rest| end + rest)
}

/// Whether a row ends inside a quoted cell.
pub fn is_open(row: &[u8]) -> bool {
    // Two rows end where one did only if the line end is read as one, outside of quotes.
    let closed = [row, b"\n"].concat();
    memchr::memchr(b'"', row).is_some() && row_ends(&closed).1 != Some(closed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_where_the_parser_ends_them() {
        for (text, first, last) in [
            ("a,b\nc,d\ne", Some(4), Some(8)),
            ("a,\"x\ny\"\nb\n", Some(8), Some(10)),
            ("a,\"x\"\"\n\"\nb", Some(9), Some(9)),
            ("O\"Brien,1\nb,2\n", Some(10), Some(14)),
            ("\"open,1\nb,2\n", None, None),
            ("", None, None),
        ] {
            assert_eq!(row_ends(text.as_bytes()), (first, last), "{text:?}");
        }
    }

    #[test]
    fn a_row_that_ends_inside_quotes_is_open() {
        for (text, open) in [
            ("a,b", false),
            ("a,\"b", true),
            ("a,\"b\n", true),
            ("a,\"b\"", false),
            ("a,\"b\"\n", false),
            ("a,\"b\"\"", true),
            ("O\"Brien\n", false),
        ] {
            assert_eq!(is_open(text.as_bytes()), open, "{text:?}");
        }
    }

    #[test]
    fn the_first_line_of_a_row_takes_blank_lines_with_it() {
        for (row, end) in
            [("a,b\n", 4), ("\na,b\r\n", 6), ("a,\"b\r\nc,d\n", 6), ("a", 1), ("\n", 1)]
        {
            assert_eq!(first_line(row.as_bytes()), end, "{row:?}");
        }
    }
}
