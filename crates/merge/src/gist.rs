//! A report as bytes: what a store keeps of it, so that merging a new report need not read old records again.
//!
//! Numbers are varints (LEB128), sorted numbers their differences, words of closed lists themselves, so that a new member of a list changes no byte.
//! Whoever keeps bytes keeps [`crate::VERSION`] beside them: bytes of another version are made anew of the record. Damaged bytes are `None`.

use dateline_model::{Bound, Date, EventType, Measure, PlaceKind, Precision, Side, Status};

use crate::{Claim, Outline, Party, Report, Told, Where};

impl Report {
    /// The report as bytes.
    pub fn pack(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(1_024);
        self.put(&mut out);
        out
    }

    /// The report of bytes that [`Report::pack`] made.
    pub fn unpack(mut bytes: &[u8]) -> Option<Report> {
        let report = Report::take(&mut bytes)?;
        let has_figures = |told: &Told| told.figures.iter().all(|f| *f < report.figures.len());
        (bytes.is_empty() && report.events.iter().all(has_figures)).then_some(report)
    }
}

trait Packed: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn take(from: &mut &[u8]) -> Option<Self>;
}

impl Packed for u64 {
    fn put(&self, out: &mut Vec<u8>) {
        let mut rest = *self;
        while rest >= 0x80 {
            out.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        out.push(rest as u8);
    }

    fn take(from: &mut &[u8]) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = from.split_first()?;
            *from = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}

impl Packed for u32 {
    fn put(&self, out: &mut Vec<u8>) {
        u64::from(*self).put(out);
    }

    fn take(from: &mut &[u8]) -> Option<u32> {
        u64::take(from)?.try_into().ok()
    }
}

impl Packed for usize {
    fn put(&self, out: &mut Vec<u8>) {
        (*self as u64).put(out);
    }

    fn take(from: &mut &[u8]) -> Option<usize> {
        u64::take(from)?.try_into().ok()
    }
}

impl Packed for f64 {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend(self.to_le_bytes());
    }

    fn take(from: &mut &[u8]) -> Option<f64> {
        let (bytes, rest) = from.split_first_chunk()?;
        *from = rest;
        Some(f64::from_le_bytes(*bytes))
    }
}

impl Packed for String {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        out.extend(self.as_bytes());
    }

    fn take(from: &mut &[u8]) -> Option<String> {
        let length = usize::take(from)?;
        let (bytes, rest) = from.split_at_checked(length)?;
        *from = rest;
        String::from_utf8(bytes.to_vec()).ok()
    }
}

impl<T: Packed> Packed for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.is_some()));
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn take(from: &mut &[u8]) -> Option<Option<T>> {
        let (is_some, rest) = from.split_first()?;
        *from = rest;
        match is_some {
            0 => Some(None),
            1 => Some(Some(T::take(from)?)),
            _ => None,
        }
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        self.iter().for_each(|value| value.put(out));
    }

    fn take(from: &mut &[u8]) -> Option<Vec<T>> {
        let length = usize::take(from)?;
        // A damaged length asks for no memory: every value has a byte.
        (length <= from.len()).then_some(())?;
        (0..length).map(|_| T::take(from)).collect()
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    fn take(from: &mut &[u8]) -> Option<(A, B)> {
        Some((A::take(from)?, B::take(from)?))
    }
}

impl Packed for Date {
    fn put(&self, out: &mut Vec<u8>) {
        let day = (u64::from(self.year().unsigned_abs()) * 12 + self.month() as u64 - 1) * 31 + self.day() as u64 - 1;
        day.put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Date> {
        let day = u64::take(from)?;
        let (month, year) = (day / 31 % 12 + 1, day / 372);
        Date::new(year.try_into().ok()?, month as i8, (day % 31 + 1) as i8).ok()
    }
}

impl Packed for Outline {
    fn put(&self, out: &mut Vec<u8>) {
        let differences = |numbers: &mut dyn Iterator<Item = u64>| {
            let mut last = 0;
            numbers.map(|n| n - std::mem::replace(&mut last, n)).collect::<Vec<u64>>()
        };
        let terms = differences(&mut self.terms.iter().map(|(term, _)| u64::from(*term)));
        terms.into_iter().zip(self.terms.iter().map(|(_, weight)| *weight)).collect::<Vec<_>>().put(out);
        differences(&mut self.runs.iter().copied()).put(out);
        self.kept.put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Outline> {
        let mut last = 0u64;
        let mut sum = |difference: u64| {
            last = last.checked_add(difference)?;
            Some(last)
        };
        let terms = Vec::<(u64, u32)>::take(from)?;
        let terms =
            terms.into_iter().map(|(d, weight)| Some((sum(d)?.try_into().ok()?, weight))).collect::<Option<_>>()?;
        let mut last = 0u64;
        let runs = Vec::<u64>::take(from)?.into_iter().map(|d| {
            last = last.checked_add(d)?;
            Some(last)
        });
        Some(Outline::of(terms, runs.collect::<Option<_>>()?, u64::take(from)?))
    }
}

macro_rules! closed_lists {
    ($($name:ident)*) => { $(
        impl Packed for $name {
            fn put(&self, out: &mut Vec<u8>) {
                self.as_str().to_owned().put(out);
            }

            fn take(from: &mut &[u8]) -> Option<$name> {
                $name::from_word(&String::take(from)?)
            }
        }
    )* };
}

closed_lists!(Bound EventType Measure PlaceKind Precision Side Status);

macro_rules! fields {
    ($name:ident: $($field:ident)*) => {
        impl Packed for $name {
            fn put(&self, out: &mut Vec<u8>) {
                $(self.$field.put(out);)*
            }

            fn take(from: &mut &[u8]) -> Option<$name> {
                Some($name { $($field: Packed::take(from)?),* })
            }
        }
    };
}

fields!(Party: words side);
fields!(Where: name kind lat lon country admin1 gazetteer radius_km);
fields!(Claim: id measure low high best bound group claimed_by status sentence);
fields!(Told: id kind mode subevent status place days precision actors recipients figures sentence);
fields!(Report: id headline published publisher agency outline events figures);
