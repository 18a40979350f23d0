//! Any bytes as a web archive, plain or compressed, and behind a record that is sound: no panic, the record in front is
//! given whatever follows, and what gave no page says why.
#![no_main]

use std::io::Cursor;

use dateline::intake::{Form, Input, Intake, Taken};
use libfuzzer_sys::fuzz_target;

const SOUND: &[u8] = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <sound>\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nWords.\r\n\r\n";

fn read(bytes: Vec<u8>) -> Vec<Taken> {
    let taken: Vec<Taken> =
        Intake::new(vec![Input::Standard], Form::Warc, Cursor::new(bytes)).flat_map(|job| job.pages()).collect();
    for taken in &taken {
        assert!(taken.page.is_some() || !taken.notes.is_empty());
    }
    taken
}

fuzz_target!(|bytes: &[u8]| {
    read(bytes.to_vec());
    let taken = read([SOUND, bytes].concat());
    assert_eq!(taken[0].source.id.as_deref(), Some("sound"));
    assert!(taken[0].page.is_some());
});
