//! JSON Feed (1.0 and 1.1) → entries.
//!
//! Read item by item, so that a feed that breaks off gives the items before the break, and forgiving of values of the
//! wrong type, which are passed over.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::feed::{Body, Entry, MOST_ENTRIES, Parsed, plain};

/// Reads a feed up to its end or its first fault.
pub(super) fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed { root: "json".to_owned(), ..Parsed::default() };
    let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let read = Feed(&mut parsed).deserialize(&mut json);
    if let Err(error) = read {
        parsed.broken = Some(format!("at line {}, column {}: {error}", error.line(), error.column()));
    }
    parsed
}

/// A string or a number, or something else that is passed over.
#[derive(Default)]
struct Word(Option<String>);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Words).map(Self)
    }
}

struct Words;

impl<'de> Visitor<'de> for Words {
    type Value = Option<String>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(value.to_owned()).filter(|value| !value.trim().is_empty()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        while values.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// One `author`, or a list of `authors`, added to a list of names.
struct Authors<'a>(&'a mut Vec<String>);

impl<'de> DeserializeSeed<'de> for Authors<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Authors<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an author or a list of them")
    }

    fn visit_str<E>(self, name: &str) -> Result<(), E> {
        add(self.0, name);
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        while values.next_element_seed(Authors(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while let Some(field) = fields.next_key::<String>()? {
            let Word(value) = fields.next_value()?;
            if let Some(name) = value.filter(|_| field == "name") {
                add(self.0, &name);
            }
        }
        Ok(())
    }
}

/// Most authors of one entry.
const MOST_AUTHORS: usize = 100;

fn add(names: &mut Vec<String>, name: &str) {
    let name = plain(name);
    if !name.is_empty() && names.len() < MOST_AUTHORS && !names.contains(&name) {
        names.push(name);
    }
}

struct Feed<'a>(&'a mut Parsed);

impl<'de> DeserializeSeed<'de> for Feed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Feed<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON feed")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while let Some(field) = fields.next_key::<String>()? {
            match field.as_str() {
                "title" => {
                    let Word(title) = fields.next_value()?;
                    self.0.title = title.map(|title| plain(&title)).filter(|title| !title.is_empty());
                }
                "author" | "authors" => fields.next_value_seed(Authors(&mut self.0.authors))?,
                "items" => fields.next_value_seed(Items(&mut self.0.entries))?,
                _ => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

struct Items<'a>(&'a mut Vec<Entry>);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        while let Some(Item(entry)) = values.next_element()? {
            if self.0.len() >= MOST_ENTRIES {
                return Err(serde::de::Error::custom(format!("more than {MOST_ENTRIES} items")));
            }
            self.0.push(entry);
        }
        Ok(())
    }
}

struct Item(Entry);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_map(OneItem).map(Self)
    }
}

struct OneItem;

impl<'de> Visitor<'de> for OneItem {
    type Value = Entry;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an item")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Entry, A::Error> {
        let mut entry = Entry::default();
        let mut text = None;
        while let Some(field) = fields.next_key::<String>()? {
            if matches!(field.as_str(), "author" | "authors") {
                fields.next_value_seed(Authors(&mut entry.authors))?;
                continue;
            }
            let Word(value) = fields.next_value()?;
            match field.as_str() {
                "id" => entry.id = value,
                "url" => entry.link = value,
                "external_url" => entry.permalink = value,
                "title" => entry.title = value.map(|title| plain(&title)),
                "content_html" => entry.content = value.map(Body::Html),
                "content_text" => text = value.map(Body::Text),
                "summary" => entry.summary = value.map(Body::Text),
                "date_published" => entry.published = value,
                "date_modified" => entry.updated = value,
                _ => {}
            }
        }
        entry.content = entry.content.or(text);
        Ok(entry)
    }
}
