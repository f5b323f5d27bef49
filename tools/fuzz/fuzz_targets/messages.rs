//! Any bytes as a file of messages: nothing may panic, and a good message at the end is always read.

#![no_main]

use libfuzzer_sys::fuzz_target;

const GOOD: &[u8] = b"\rMSH|^~\\&|A|B|C|D|20240102||VXU^V04^VXU_V04|1|P|2.5.1\rPID|1||1^^^B^MR||A^B||20200101\r";

fuzz_target!(|bytes: &[u8]| {
    let (used, _) = selfsame::read::hl7_messages(&[bytes, GOOD].concat());
    assert!(used >= 1);
});
