//! A time that a report names: the words, a TIMEX3 value, and the days that it spans where they are known.

use crate::words::words;
use crate::{Date, Evidence, Span, Tokens};

words! {
    /// What sort of time: TIMEX3's types (Pustejovsky et al. 2003).
    TimeKind {
        /// A day or a longer stretch of the calendar.
        Date = "date",
        /// A time of day.
        Time = "time",
        /// A length of time.
        Duration = "duration",
        /// Times that come again and again.
        Set = "set",
    }
}

words! {
    /// How exactly the calendar is known.
    Precision {
        /// To the minute.
        Minute = "minute",
        /// To the hour.
        Hour = "hour",
        /// Morning, afternoon, evening, night.
        PartOfDay = "part-of-day",
        /// To the day.
        Day = "day",
        /// To the week or the weekend.
        Week = "week",
        /// To the month.
        Month = "month",
        /// To the season or quarter.
        Season = "season",
        /// To the year.
        Year = "year",
        /// To the decade, or less exactly.
        Decade = "decade",
    }
}

words! {
    /// What the words were reckoned from.
    Anchor {
        /// The day of publication.
        Published = "published",
        /// The day that the caption they stand in was taken.
        Caption = "caption",
        /// Nothing but the words themselves.
        Text = "text",
        /// Nothing: what they mean is not known.
        None = "none",
    }
}

/// A time with the article's words for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timed {
    /// The words.
    pub mention: Evidence,
    /// What they mean.
    pub time: Time,
}

/// A time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// The words.
    pub tokens: Span<Tokens>,
    /// What sort.
    pub kind: TimeKind,
    /// The TIMEX3 value: `2017-11-03TMO`, `P18M`, `XXXX-WXX-5`; none where the words alone do not give one.
    pub timex: Option<String>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// How exactly; none of lengths and of what comes again.
    pub precision: Option<Precision>,
    /// What it was reckoned from.
    pub anchor: Anchor,
}
