//! Any bytes as a feed: no panic; something always comes of it, and what gave no page says why.
#![no_main]

use std::io::Cursor;

use dateline::intake::{Form, Input, Intake};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let taken: Vec<_> =
        Intake::new(vec![Input::Standard], Form::Feed, Cursor::new(bytes.to_vec())).flat_map(|job| job.pages()).collect();
    let is_zip = bytes.starts_with(b"PK") || bytes.starts_with(b"\x1f\x8b") || bytes.starts_with(b"\x28\xb5");
    assert!(is_zip || !taken.is_empty());
    for taken in &taken {
        assert!(taken.page.is_some() || !taken.notes.is_empty());
    }
});
