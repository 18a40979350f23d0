//! The intake on bytes: web archives whole, cut off and damaged, feeds, compressed files, zip archives, bombs.

mod archive;

use std::io::Cursor;

use archive::*;
use dateline::intake::{Form, Input, Intake, Taken};

/// What the archive of all records gives.
const PAGES: usize = 15;
const REJECTS: usize = 3;
const PASSED_OVER: u64 = 6;

/// What an input through a pipe gives, and how many records were passed over.
fn taken(bytes: &[u8], form: Form) -> (Vec<Taken>, u64) {
    let mut passed_over = 0;
    let jobs = Intake::new(vec![Input::Standard], form, Cursor::new(bytes.to_vec()));
    let taken = jobs.inspect(|job| passed_over += job.passed_over).flat_map(|job| job.pages()).collect();
    (taken, passed_over)
}

fn read(bytes: &[u8]) -> Vec<Taken> {
    taken(bytes, Form::Auto).0
}

/// One line for each thing taken: its id, and the page's first words or the code of the note.
fn summary(taken: &[Taken]) -> Vec<String> {
    taken
        .iter()
        .map(|taken| {
            let id = taken.source.id.clone().unwrap_or_default();
            match &taken.page {
                Some(page) => format!("{id} {:?} {} {:?}", page.kind, page.text, taken.notes),
                None => format!("{id} {}", taken.notes[0].code),
            }
        })
        .collect()
}

fn codes(taken: &[Taken]) -> Vec<&'static str> {
    taken.iter().map(|taken| taken.notes.first().map_or("", |note| note.code)).collect()
}

fn numbers(taken: &[Taken]) -> Vec<u32> {
    let number = |taken: &Taken| taken.page.as_ref().and(taken.source.id.as_deref()?.rsplit('-').next()?.parse().ok());
    taken.iter().filter_map(number).collect()
}

#[test]
fn every_record_of_a_page_is_a_page_or_a_reject_in_every_form() {
    let whole = summary(&read(&records().concat()));
    for (form, bytes) in forms() {
        let (taken, passed_over) = taken(&bytes, Form::Auto);
        assert_eq!(summary(&taken), whole, "{form}");
        assert_eq!(passed_over, PASSED_OVER, "{form}");
        let pages = taken.iter().filter(|taken| taken.page.is_some()).count();
        assert_eq!((pages, taken.len() - pages), (PAGES, REJECTS), "{form}");
    }
    let taken = read(&records().concat());
    let first = &taken[0];
    let page = first.page.as_ref().unwrap();
    assert_eq!(first.source.id.as_deref(), Some("00000000-0000-0000-0000-000000000001"));
    assert_eq!(first.source.url.as_deref(), Some("https://news.example/1"));
    assert_eq!(page.url.as_deref(), Some("https://news.example/1"));
    assert_eq!((first.source.media_type, page.text.as_str()), (Some("text/html"), html(1).as_str()));
    // The day of the crawl is none of publication.
    assert!(taken.iter().all(|taken| taken.page.as_ref().is_none_or(|page| page.published.is_none())));
    assert_eq!(codes(&taken)[PAGES..], ["DL-I014", "DL-I015", "DL-I015"]);
}

#[test]
fn an_archive_that_is_cut_off_gives_what_stood_before_the_cut_and_one_reject() {
    let records = records();
    // Records of pages that end before a place, in archives whose parts can be told apart.
    let ends = |with: fn(&[u8]) -> Vec<u8>, tail: usize| {
        let mut at = 0;
        let mut ends = Vec::new();
        for record in &records {
            at += with(record).len();
            let text = String::from_utf8_lossy(record);
            if ["response", "resource", "conversion"].iter().any(|kind| text.contains(&format!("Type: {kind}\r\n"))) {
                ends.push(at - tail);
            }
        }
        ends
    };
    let ends = [ends(<[u8]>::to_vec, 4), ends(gzip, 0), Vec::new(), ends(zstd, 0), Vec::new()];
    for ((form, bytes), ends) in forms().into_iter().zip(ends) {
        let whole = summary(&taken(&bytes, Form::Warc).0);
        let mut most = 0;
        for i in 0..1000 {
            let cut = bytes.len() * i / 1000;
            let (taken, _) = taken(&bytes[..cut], Form::Warc);
            let seen = summary(&taken);
            let same = seen.iter().zip(&whole).take_while(|(a, b)| a == b).count();
            assert!(seen.len() - same <= 1, "{form}, cut at {cut}: {:?}", &seen[same..]);
            if let Some(rest) = taken.get(same) {
                let code = rest.notes[0].code;
                // One or two bytes are no compressed archive yet.
                let expected = if form != "plain" && (1..4).contains(&cut) { "DL-I012" } else { "DL-I013" };
                assert!(rest.page.is_none() && ["DL-I010", expected].contains(&code), "{form}, cut at {cut}: {code}");
            }
            assert!(same >= ends.iter().filter(|end| **end <= cut).count(), "{form}, cut at {cut}: {same}");
            // What is longer never gives less.
            assert!(same >= most, "{form}, cut at {cut}: {same} after {most}");
            most = same;
        }
        // Everything but the last byte: all pages are there.
        assert!(taken(&bytes[..bytes.len() - 1], Form::Warc).0.len() >= PAGES + REJECTS, "{form}");
    }
}

#[test]
fn a_damaged_record_costs_itself_alone() {
    let page = |n: usize| response(n, HTML, html(n).as_bytes());
    let with_length = |n: usize, by: i64| {
        let text = String::from_utf8(page(n)).unwrap();
        let line = text.lines().find(|line| line.starts_with("Content-Length")).unwrap().to_owned();
        let length: i64 = line.rsplit(' ').next().unwrap().parse().unwrap();
        text.replace(&line, &format!("Content-Length: {}", length + by)).into_bytes()
    };
    let text = String::from_utf8(page(2)).unwrap();
    for (what, middle, code) in [
        ("garbage", b"\x00\x01 something else\nmore of it\r\n".to_vec(), "DL-I012"),
        ("length too large", with_length(2, 700), "DL-I012"),
        ("length too large by far", with_length(2, 1 << 40), "DL-I012"),
        ("length too small", with_length(2, -100), "DL-I012"),
        ("no length", text.replace("Content-Length", "Content-Lengths").into_bytes(), "DL-I012"),
        ("length is no number", text.replace("Content-Length: ", "Content-Length: x").into_bytes(), "DL-I012"),
        ("no blank line", text.replace("\r\n\r\n", "\r\n").into_bytes(), "DL-I012"),
        ("half a record", page(2)[..300].to_vec(), "DL-I012"),
    ] {
        let around =
            |middle: &[u8], with: fn(&[u8]) -> Vec<u8>| [with(&page(1)), with(middle), with(&page(3))].concat();
        let glue: fn(&[u8]) -> Vec<u8> = |bytes| [bytes, b"\r\n"].concat();
        for bytes in [around(&middle, glue), around(&middle, gzip), around(&middle, zstd), gzip(&around(&middle, glue))]
        {
            let taken = read(&bytes);
            assert_eq!(numbers(&taken), [1, 3], "{what}: {:?}", codes(&taken));
            assert_eq!(codes(&taken), ["", code, ""], "{what}");
        }
    }
}

#[test]
fn a_damaged_member_costs_its_records_alone() {
    let page = |n: usize| response(n, HTML, html(n).as_bytes());
    for with in [gzip as fn(&[u8]) -> Vec<u8>, zstd] {
        let members: Vec<Vec<u8>> = (1..=5).map(|n| with(&page(n))).collect();
        let length = members[2].len();
        for at in 0..length {
            let mut members = members.clone();
            members[2][at] ^= 0x55;
            let taken = read(&members.concat());
            let numbers = numbers(&taken);
            let others: Vec<u32> = numbers.iter().copied().filter(|n| *n != 3).collect();
            // A flipped bit in the third member's header (its time, its name) may do no harm.
            assert_eq!(others, [1, 2, 4, 5], "byte {at} of {length}: {:?}", codes(&taken));
            assert_eq!(taken.len(), 5, "byte {at} of {length}: {:?}", codes(&taken));
        }
        // Cut short in the middle, and garbage in place of it.
        for middle in [members[2][..length / 2].to_vec(), b"no member at all".to_vec(), members[2][10..].to_vec()] {
            let bytes =
                [members[0].clone(), members[1].clone(), middle, members[3].clone(), members[4].clone()].concat();
            let taken = read(&bytes);
            assert_eq!((numbers(&taken), taken.len()), (vec![1, 2, 4, 5], 5), "{:?}", codes(&taken));
        }
    }
}

#[test]
fn an_archive_without_a_record_says_so() {
    for bytes in [&b""[..], b"WARC/1.", b"no archive", b"\r\n\r\n", &gzip(b"")] {
        let (taken, _) = taken(bytes, Form::Warc);
        assert_eq!(taken.len(), 1, "{bytes:?}");
        assert!(["DL-I012", "DL-I013"].contains(&taken[0].notes[0].code));
    }
}

#[test]
fn records_have_a_largest_size_and_may_be_cut_by_the_crawler() {
    let page = |n: usize| response(n, HTML, html(n).as_bytes());
    let large = record("resource", 2, "https://news.example/2", "video/mp4", &vec![7; 17 << 20]);
    assert_eq!(codes(&read(&[page(1), large.clone(), page(3)].concat())), ["", "DL-I001", ""]);
    // A large record with a wrong length does not swallow its neighbour.
    let text = String::from_utf8_lossy(&large[..400]).into_owned();
    let wrong = text.lines().find(|line| line.starts_with("Content-Length")).unwrap();
    let at = text.find(wrong).unwrap() + "Content-Length: ".len();
    let mut swollen = large.clone();
    swollen[at] = b'9';
    assert_eq!(codes(&read(&[page(1), swollen, page(3)].concat())), ["", "DL-I012", ""]);
    let cut = String::from_utf8(page(2)).unwrap().replacen("WARC-Type", "WARC-Truncated: length\r\nWARC-Type", 1);
    let taken = read(cut.as_bytes());
    assert_eq!((numbers(&taken), codes(&taken)), (vec![2], vec!["DL-I023"]));
}

/// What is hostile in the compression itself: thousands of members that begin and never end well.
#[test]
fn damage_without_end_ends() {
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    // A stored block of 50,000 bytes full of further members, whose checksum is wrong.
    let mut stored = header.to_vec();
    stored.extend([1, 0x50, 0xc3, 0xaf, 0x3c]);
    stored.extend(header.iter().cycle().take(50_000));
    stored.extend([0; 8]);
    for bytes in [header.repeat(20_000), stored.repeat(8), [0x28, 0xb5, 0x2f, 0xfd].repeat(50_000)] {
        for form in [Form::Warc, Form::Jsonl, Form::Html, Form::Feed] {
            let (taken, _) = taken(&bytes, form);
            assert!(!taken.is_empty() && taken.iter().all(|taken| taken.page.is_none() || form == Form::Jsonl));
        }
    }
}

/// Each of them is noted, and none is looked for an end in all that follows.
#[test]
fn many_broken_headers_are_passed_over_one_by_one() {
    assert_eq!(read(&b"WARC/1.0\n".repeat(20_000)).len(), 20_000);
}

/// Made with `zstd --train` and `zstd -D`; the first frame holds the dictionary, as WARC-zstd has it.
#[test]
fn a_dictionary_in_the_first_frame_is_used() {
    let bytes = include_bytes!("archive/dictionary.warc.zst");
    let taken = read(bytes);
    assert_eq!(numbers(&taken), (1..=5).collect::<Vec<_>>(), "{:?}", codes(&taken));
    // Without it the note says what is missing.
    let first = 8 + u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
    let (taken, _) = self::taken(&bytes[first..], Form::Warc);
    assert!(taken[0].notes[0].message.contains("dictionary"), "{:?}", taken[0].notes);
}

/// Zeros, compressed.
fn bomb(with: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    with(&vec![b' '; 12 << 20])
}

#[test]
fn bombs_are_left_and_noted() {
    let deflated =
        |bytes: &[u8]| zip(&[("page.html", bytes), ("next.html", b"<p>At least 12 people were killed.</p>")]);
    for (what, bytes, expected) in [
        ("gz", bomb(gzip), vec!["DL-I011"]),
        ("zst", bomb(zstd), vec!["DL-I011"]),
        ("zip", deflated(&vec![b' '; 12 << 20]), vec!["DL-I011", ""]),
        ("gz in zip", deflated(&bomb(gzip)), vec!["DL-I011", ""]),
    ] {
        assert_eq!(codes(&read(&bytes)), expected, "{what}");
    }
    // In streams the record or line is judged, not the whole.
    let blank = vec![b' '; 12 << 20];
    let page = |n: usize| response(n, HTML, html(n).as_bytes());
    let records = [gzip(&page(1)), gzip(&response(2, HTML, &blank)), gzip(&page(3))].concat();
    assert_eq!(codes(&read(&records)), ["", "DL-I011", ""]);
    let line = "{\"text\": \"At least 12 people were killed.\", \"clean\": true}\n";
    let lines = read(&gzip(line.repeat(60_000).as_bytes()));
    assert!(lines.len() == 60_000 && lines.iter().all(|taken| taken.page.is_some()));
    let long = format!("{line}{{\"text\": \"{}\"}}\n", " ".repeat(12 << 20));
    assert_eq!(codes(&read(&gzip(long.as_bytes()))), ["", "DL-I011"]);
}

#[test]
fn what_is_compressed_is_what_it_holds() {
    let text = "Flood takes lives\n\nAt least 15 people were killed on Monday when the river rose, police said.\n";
    let rss = include_str!("../../../samples/feeds/rss-2.xml");
    for with in [gzip as fn(&[u8]) -> Vec<u8>, zstd] {
        assert_eq!(summary(&read(&with(html(3).as_bytes()))), summary(&read(html(3).as_bytes())));
        assert_eq!(summary(&read(&with(text.as_bytes()))), summary(&read(text.as_bytes())));
        assert_eq!(summary(&read(&with(rss.as_bytes()))), summary(&read(rss.as_bytes())));
        let half = with(html(3).as_bytes());
        assert_eq!(codes(&read(&half[..half.len() / 2])), ["DL-I010"]);
    }
    // Members one after the other are one file, as gzip has it.
    let both = [gzip(b"{\"text\": \"At least 12 "), gzip(b"people were killed.\"}\n{\"text\": \"\"}")].concat();
    assert_eq!(codes(&read(&both)), ["", ""]);
    // A broken stream costs the line that it breaks in.
    let broken = gzip(b"{\"text\": \"At least 12 people.\"}\n{\"text\": \"At least 13 people.\"}\n");
    assert_eq!(codes(&taken(&broken[..broken.len() - 9], Form::Jsonl).0).last(), Some(&"DL-I010"));
}

#[test]
fn the_files_in_a_zip_archive_are_inputs() {
    let warc = records().concat();
    let inner = zip(&[("a.txt", b"text")]);
    let bytes = zip(&[
        ("a/page.html", html(3).as_bytes()),
        ("lines.jsonl", b"{\"id\": \"x\", \"text\": \"At least 12 people were killed.\"}\n"),
        (".hidden/page.html", b"<p>no</p>"),
        ("archive.warc.gz", &gzip(&warc)),
        ("b/inner.zip", &inner),
        ("empty.txt", b""),
        ("last.html", html(4).as_bytes()),
    ]);
    let taken = read(&bytes);
    let paths: Vec<&str> = taken.iter().map(|taken| taken.source.path.as_deref().unwrap()).collect();
    assert_eq!((paths[0], paths[1], paths[2]), ("-!/a/page.html", "-!/lines.jsonl", "-!/archive.warc.gz"));
    assert_eq!(taken.len(), 2 + PAGES + REJECTS + 3);
    assert_eq!(codes(&taken)[2 + PAGES + REJECTS], "DL-I021");
    assert_eq!(taken.last().and_then(|taken| taken.page.as_ref()).map(|page| page.text.clone()), Some(html(4)));
    // Encrypted, an unknown compression, a wrong checksum: bytes of the first entry's record in the directory.
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    for (at, value, code) in [(8, 1, "DL-I021"), (10, 12, "DL-I021"), (16, 0x55, "DL-I010")] {
        let mut bytes = bytes.clone();
        bytes[directory + at] ^= value;
        let taken = read(&bytes);
        assert_eq!((codes(&taken)[0], taken.len()), (code, 2 + PAGES + REJECTS + 3));
    }
    // Entries that lie over each other.
    let mut over = bytes.clone();
    over[directory + 20..directory + 24].copy_from_slice(&(bytes.len() as u32 - 100).to_le_bytes());
    assert_eq!(codes(&read(&over)).last(), Some(&"DL-I022"));
    // Cut off anywhere: a note, no more.
    for cut in (4..bytes.len()).step_by(97) {
        assert!(!read(&bytes[..cut]).is_empty());
    }
}
