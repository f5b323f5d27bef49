//! Any bytes as a file of messages: nothing may panic, a good message at the end is always read, and
//! what is read does not depend on how the file is cut into pieces.

#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame::read::{hl7_messages, hl7_messages_in_pieces};

const GOOD: &[u8] =
    b"\rMSH|^~\\&|A|B|C|D|20240102||VXU^V04^VXU_V04|1|P|2.5.1\rPID|1||1^^^B^MR||A^B||20200101\r";

fuzz_target!(|bytes: &[u8]| {
    let file = [bytes, GOOD].concat();
    let whole = hl7_messages(&file);
    assert!(whole.0 >= 1);
    // The first byte chooses how small the pieces are.
    let piece_bytes = 16 + 4 * usize::from(file[0]);
    assert_eq!(hl7_messages_in_pieces(&file, piece_bytes), whole);
});
