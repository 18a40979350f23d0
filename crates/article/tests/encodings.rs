//! Pages in the encodings of the web: declared truly, declared falsely, not declared.

use encoding_rs::Encoding;

/// A label, and a sentence that the encoding can write.
const TRULY: &[(&str, &str)] = &[
    ("utf-8", "Zwölf Menschen starben, sagte die Polizei. Двенадцать. 十二人。"),
    ("windows-1250", "Dvanáct lidí zahynulo, řekla policie v Brně."),
    ("windows-1251", "Двенадцать человек погибли, сообщила полиция."),
    ("windows-1252", "Douze personnes ont été tuées, a déclaré la police à Bogotá."),
    ("windows-1253", "Δώδεκα άνθρωποι σκοτώθηκαν, είπε η αστυνομία."),
    ("windows-1254", "On iki kişi öldü, dedi polis sözcüsü Işık."),
    ("windows-1255", "שנים עשר בני אדם נהרגו, אמרה המשטרה"),
    ("windows-1256", "قتل اثنا عشر شخصا، حسب الشرطة"),
    ("windows-1257", "Divpadsmit cilvēki gāja bojā, teica policija Rīgā."),
    ("windows-1258", "Công an Hà Nôi cho biêt."),
    ("windows-874", "มีผู้เสียชีวิตสิบสองคน ตำรวจกล่าว"),
    ("iso-8859-1", "Zwölf Menschen starben in Köln."),
    ("iso-8859-2", "Dwanaście osób zginęło, podała policja."),
    ("iso-8859-4", "Kaksteist inimest hukkus, ütles politsei."),
    ("iso-8859-5", "Двенадцать человек погибли."),
    ("iso-8859-6", "قتل اثنا عشر شخصا"),
    ("iso-8859-7", "Δώδεκα άνθρωποι σκοτώθηκαν."),
    ("iso-8859-8", "שנים עשר בני אדם"),
    ("iso-8859-9", "On iki kişi öldü."),
    ("iso-8859-10", "Tolv människor dog."),
    ("iso-8859-13", "Dvylika žmonių žuvo, sakė policija."),
    ("iso-8859-15", "Douze morts, un cœur à Œting."),
    ("iso-8859-16", "Doisprezece oameni au murit, a spus poliția."),
    ("koi8-r", "Двенадцать человек погибли, сообщила полиция."),
    ("koi8-u", "Дванадцять людей загинули у Києві."),
    ("macintosh", "Douze personnes ont été tuées à Dakar."),
    ("ibm866", "Двенадцать человек погибли."),
    ("gbk", "警方称十二人死亡。"),
    ("gb18030", "警方称十二人死亡。"),
    ("big5", "警方稱十二人死亡。"),
    ("euc-jp", "警察によると十二人が死亡した。"),
    ("iso-2022-jp", "警察によると十二人が死亡した。"),
    ("shift_jis", "警察によると十二人が死亡した。"),
    ("euc-kr", "경찰은 열두 명이 숨졌다고 밝혔다."),
];

fn encoded(label: &str, text: &str) -> Vec<u8> {
    let encoding = Encoding::for_label(label.as_bytes()).expect("a label of the standard");
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{label} cannot write its sentence");
    bytes.into_owned()
}

fn decoded(bytes: Vec<u8>, header: Option<&str>) -> (String, Vec<&'static str>) {
    let decoded = dateline_article::decode(bytes, header).expect("text");
    (decoded.text, decoded.notes.iter().map(|note| note.code).collect())
}

#[test]
fn what_a_page_declares_truly_is_believed() {
    for (label, sentence) in TRULY {
        for page in [
            format!("<!doctype html><html><head><meta charset=\"{label}\"></head><p>{sentence}"),
            format!("<html><META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset={label}'><p>{sentence}"),
            format!("<?xml version=\"1.0\" encoding=\"{label}\"?><html><p>{sentence}"),
        ] {
            let (text, notes) = decoded(encoded(label, &page), None);
            assert!(text.contains(sentence), "{label}: {text}");
            assert_eq!(notes, Vec::<&str>::new(), "{label}");
        }
        let (text, _) = decoded(encoded(label, &format!("<p>{sentence}")), Some(label));
        assert!(text.contains(sentence), "{label} in the header: {text}");
    }
}

#[test]
fn a_mark_of_byte_order_is_believed_before_all() {
    let sentence = "Zwölf Menschen starben, sagte die Polizei.";
    let mut utf16: Vec<u8> = vec![0xff, 0xfe];
    utf16.extend(sentence.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(decoded(utf16.clone(), Some("windows-1252")).0, sentence);
    // And UTF-16 without one.
    let page = format!("<html><p>{}", sentence.repeat(4));
    let unmarked: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(decoded(unmarked, None).0, page);
}

#[test]
fn what_a_page_declares_falsely_is_seen_through() {
    let german = "Zwölf Menschen starben in Köln, sagte die Polizei am Freitag; fünf Häuser wurden zerstört.";
    // UTF-8 called Latin-1 in the header, in `meta`, in both.
    for (page, header) in [
        (format!("<meta charset=iso-8859-1><p>{german}"), None),
        (format!("<p>{german}"), Some("windows-1252")),
        (format!("<meta charset=windows-1251><p>{german}"), Some("iso-8859-1")),
    ] {
        assert!(decoded(page.into_bytes(), header).0.contains(german));
    }
    // Windows-1252 called UTF-8.
    let (text, notes) = decoded(encoded("windows-1252", &format!("<meta charset=utf-8><p>{german}")), None);
    assert!(text.contains(german), "{text}");
    assert_eq!(notes, ["DL-I004"]);
    // A label that no standard knows.
    let (text, _) = decoded(encoded("windows-1252", &format!("<meta charset=\"bogus-8\"><p>{german}")), None);
    assert!(text.contains(german), "{text}");
}

#[test]
fn what_is_not_declared_is_sniffed() {
    let cases = [
        ("windows-1251", "Двенадцать человек погибли в пятницу, сообщила полиция города."),
        ("shift_jis", "警察によると十二人が死亡した。金曜日のことだった。"),
        ("gbk", "警方称，星期五有十二人死亡，另有三十人受伤。"),
        ("euc-kr", "경찰은 금요일에 열두 명이 숨졌다고 밝혔다."),
        ("windows-1253", "Δώδεκα άνθρωποι σκοτώθηκαν την Παρασκευή, είπε η αστυνομία."),
    ];
    for (label, sentence) in cases {
        let (text, notes) = decoded(encoded(label, &format!("<html><p>{sentence}")), None);
        assert!(text.contains(sentence), "{label}: {text}");
        assert_eq!(notes, ["DL-I004"], "{label}");
    }
}

#[test]
fn a_page_cut_in_a_character_stays_utf_8() {
    let mut bytes = "<p>Zwölf Menschen starben in Köln am späten Abend, sagte die Polizei: fünf Häuser, drei Züge, zwölf Brücken, größte Übung"
        .repeat(3)
        .into_bytes();
    bytes.extend(&[0xc3]);
    let (text, notes) = decoded(bytes, None);
    assert!(text.contains("Zwölf Menschen starben in Köln"));
    assert_eq!(notes, ["DL-I003"]);
}
