//! What waits in a store is merged: copies found, links drawn, incidents put together anew where something changed.
//!
//! A new report is compared with the few events that its drawers hold ([`dateline_merge::drawers`]); what its links reach is grouped anew, and nothing
//! else, since groups that no chain of links connects do not touch each other. So the store holds the incidents that all its reports would give at
//! once, whatever the order in which they came, and a report costs what its own surroundings cost.
//!
//! What people put together and apart is part of that: it is looked up by the words that it was said of, so that it holds for other readings too.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use dateline_merge::{
    Because, Decisions, Event, FURNITURE, Incident, Link, Links, PARTNERS, Report, drawers, looks, may_link,
};
use dateline_model::{Measure, Status};
use serde_json::Value;
use thiserror::Error;

use crate::keeping::{self, Entered, Filter, IncidentRow, LinkRow, Member, Merging, Store, StoreError, Waiting};
use crate::{merging, reviewing};

/// The form in which reports are packed in stores.
const FORM: i64 = dateline_merge::VERSION as i64;

/// Articles that are merged at once, since each time waits for the disk. Chosen.
const BATCH: usize = 256;

/// Why a store could not be merged.
#[derive(Debug, Error)]
pub enum JoinError {
    /// What the store says.
    #[error("the store's reports cannot be put together")]
    Store(#[from] StoreError),
    /// A record of the store cannot be read.
    #[error("the record of article {0} is damaged")]
    Damaged(i64),
}

/// Merges what waits; how many articles that were.
pub fn merge(store: &mut Store) -> Result<usize, JoinError> {
    let mut merged = 0;
    loop {
        let batch = store.merging()?;
        if merged == 0 {
            batch.wake_other_forms(FORM)?;
            // Where most is to be done anew, all is: each report that is taken out first costs its partners a new look.
            if batch.waits_mostly(BATCH)? {
                batch.forget_all()?;
            }
        }
        let waiting = batch.waiting(BATCH)?;
        if waiting.is_empty() {
            batch.finish()?;
            return Ok(merged);
        }
        Joining { batch: &batch, reports: BTreeMap::new() }.merge(&waiting)?;
        batch.finish()?;
        merged += waiting.len();
    }
}

/// A batch at work, with the reports that it looked up.
struct Joining<'b, 's> {
    batch: &'b Merging<'s>,
    reports: BTreeMap<i64, Option<Rc<Report>>>,
}

impl Joining<'_, '_> {
    fn merge(&mut self, waiting: &[Waiting]) -> Result<(), JoinError> {
        let (mut seeds, mut copies, mut open) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for article in waiting {
            let around = self.batch.around(article.article)?;
            seeds.extend(around.grouped);
            open.extend(around.asking);
            copies.extend(around.copies);
        }
        for article in waiting {
            self.batch.forget(article.article)?;
        }
        let gone: BTreeSet<i64> = waiting.iter().map(|article| article.article).collect();
        let current: Vec<&Waiting> = waiting.iter().filter(|article| article.is_current).collect();
        for article in &current {
            self.file(article)?;
        }
        for article in &current {
            self.copy(article.article)?;
            copies.insert(article.article);
        }
        // Those that have lost a partner look for another one.
        for event in open.into_iter().filter(|event| !gone.contains(&event.article)) {
            self.batch.unlink(&event)?;
            self.link(&event, false)?;
            seeds.insert(event);
        }
        for article in &current {
            let events = self.report(article.article)?.map_or(Vec::new(), |report| members(article.article, &report));
            for event in events {
                seeds.extend(self.link(&event, true)?);
                seeds.insert(event);
            }
        }
        seeds.extend(self.name_copies(copies)?);
        self.regroup(seeds)?;
        Ok(self.batch.done(waiting.iter().map(|article| article.article))?)
    }

    /// An article's report, packed and filed; and how its facts stand by what people decided.
    fn file(&mut self, of: &Waiting) -> Result<(), JoinError> {
        let article = of.article;
        let row = self.batch.record(article)?;
        let mut record: Value = serde_json::from_str(&row.record).map_err(|_| JoinError::Damaged(article))?;
        if let Some(columns) = keeping::columns(&record).filter(|_| of.is_bare) {
            self.batch.fill(article, &columns)?;
        }
        let decisions = self.batch.decisions_on(&of.key)?;
        if !decisions.is_empty() {
            for (kind, fact, state) in reviewing::mark(&mut record, &of.key, &decisions) {
                self.batch.put_review(article, &kind, &fact, state)?;
            }
        }
        let report = merging::report(&record).map(Rc::new);
        if let Some(report) = &report {
            self.batch.put_gist(article, FORM, &report.pack())?;
            self.batch.post(article, report.outline.posted())?;
            for (n, event) in report.events.iter().enumerate() {
                let member = Member { article, event: event.id.clone() };
                self.batch.enter(&member, &report.rank_of(n))?;
                for drawer in drawers(report, event) {
                    self.batch.file(drawer.key as i64, drawer.day, &member)?;
                }
            }
        }
        self.reports.insert(article, report);
        Ok(())
    }

    /// What merging needs of an article; `None` for one that is not merged yet, or is none.
    fn report(&mut self, article: i64) -> Result<Option<Rc<Report>>, JoinError> {
        if let Some(known) = self.reports.get(&article) {
            return Ok(known.clone());
        }
        let found = report(&|article| self.batch.gist(article, FORM), article)?.map(Rc::new);
        self.reports.insert(article, found.clone());
        Ok(found)
    }

    /// Finds an event's partners: of those that may be one with it the first. A new event (`is_new`) may be a partner of others too, which may lose one
    /// for it; gives what they lost.
    fn link(&mut self, member: &Member, is_new: bool) -> Result<Vec<Member>, JoinError> {
        let Some(own) = self.report(member.article)? else { return Ok(Vec::new()) };
        let Some(event) = number(&own, &member.event).map(|n| &own.events[n]) else { return Ok(Vec::new()) };
        let own_rank = self.batch.entered(member.article)?.into_iter().find(|entered| entered.event == *member);
        let Some(Entered { rank, .. }) = own_rank else { return Ok(Vec::new()) };
        // In the order of publication.
        let mut found = BTreeSet::new();
        for look in looks(&own, event) {
            found.extend(self.batch.find(look.key as i64, look.from, look.to)?);
        }
        for copy in self.batch.copies_of(member.article)? {
            found.extend(self.batch.entered(copy)?);
        }
        let (mut partners, mut lost) = (0, Vec::new());
        for Entered { last, event: other, .. } in
            found.into_iter().filter(|other| other.event.article != member.article)
        {
            let is_asked = partners < PARTNERS;
            let asks = is_new && last.is_none_or(|last| rank < last);
            if !is_asked && !asks {
                continue;
            }
            let Some(others) = self.report(other.article)? else { continue };
            let Some(told) = number(&others, &other.event).map(|n| &others.events[n]) else { continue };
            let (one, two) = ((&*own, event), (&*others, told));
            let Some(link) = may_link(one, two).then(|| dateline_merge::link(one, two)).flatten() else { continue };
            let because = link.because.iter().map(Because::words).collect::<Vec<_>>().join("; ");
            let row = LinkRow { event: member.clone(), other, score: link.score.into(), because };
            if is_asked {
                self.batch.put_link(&row)?;
                partners += 1;
            }
            if asks {
                let back = LinkRow { event: row.other, other: row.event, ..row };
                self.batch.put_link(&back)?;
                let cut = self.batch.trim(&back.event, PARTNERS)?;
                // Two that part may be in two incidents then.
                if !cut.is_empty() {
                    lost.push(back.event);
                    lost.extend(cut);
                }
            }
        }
        self.batch.trim(member, PARTNERS)?;
        Ok(lost)
    }

    /// Finds the copies of an article.
    fn copy(&mut self, article: i64) -> Result<(), JoinError> {
        let Some(own) = self.report(article)? else { return Ok(()) };
        let mut others = BTreeSet::new();
        for run in own.outline.posted() {
            others.extend(self.batch.carriers(run, FURNITURE)?);
        }
        others.remove(&article);
        for other in others {
            let is_copy =
                self.report(other)?.is_some_and(|other| dateline_merge::is_copy(&own.outline, &other.outline));
            if is_copy {
                self.batch.put_copy(article, other)?;
            }
        }
        Ok(())
    }

    /// Finds for all that copies connect with these the one that stands for them; gives the events of those for which that changed.
    fn name_copies(&mut self, mut open: BTreeSet<i64>) -> Result<Vec<Member>, JoinError> {
        let mut changed = Vec::new();
        while let Some(start) = open.pop_first() {
            let (mut group, mut queue) = (BTreeSet::from([start]), VecDeque::from([start]));
            while let Some(article) = queue.pop_front() {
                queue.extend(self.batch.copies_of(article)?.into_iter().filter(|other| group.insert(*other)));
            }
            let mut reports = Vec::new();
            for article in &group {
                open.remove(article);
                reports.extend(self.report(*article)?.map(|report| (*article, report)));
            }
            let Some(first) = reports.iter().min_by_key(|(article, report)| (report.rank(), *article)) else {
                continue;
            };
            for (article, report) in &reports {
                if self.batch.stands_for(*article, first.0)? {
                    changed.extend(members(*article, report));
                }
            }
        }
        Ok(changed)
    }

    /// Puts together anew what links and people connect with these events.
    fn regroup(&mut self, seeds: BTreeSet<Member>) -> Result<(), JoinError> {
        let has_pairs = self.batch.has_pairs()?;
        let mut explored = BTreeSet::new();
        let (mut links, mut pairs) = (BTreeMap::new(), BTreeMap::new());
        let mut asked = BTreeSet::new();
        let mut queue: VecDeque<Member> = seeds.into_iter().collect();
        let mut linked: BTreeMap<Member, Vec<Member>> = BTreeMap::new();
        while let Some(member) = queue.pop_front() {
            // An event that is not read any more is in no incident, but the others of its old one are in another one now.
            queue.extend(self.batch.dissolve(&member)?);
            let is_read = self.report(member.article)?.is_some_and(|report| number(&report, &member.event).is_some());
            if !is_read || !explored.insert(member.clone()) {
                continue;
            }
            if asked.insert(member.article) {
                for link in self.batch.links_of(member.article)? {
                    linked.entry(link.event.clone()).or_default().push(link.other.clone());
                    links.insert((link.event, link.other), (link.score, link.because));
                }
                for pair in if has_pairs { self.batch.pairs_of(member.article)? } else { Vec::new() } {
                    if pair.is_together {
                        linked.entry(pair.event.clone()).or_default().push(pair.other.clone());
                        linked.entry(pair.other.clone()).or_default().push(pair.event.clone());
                    }
                    pairs.insert((pair.event, pair.other), pair.is_together);
                }
            }
            queue.extend(linked.get(&member).into_iter().flatten().filter(|other| !explored.contains(*other)).cloned());
        }
        let articles: Vec<i64> = explored.iter().map(|m| m.article).collect::<BTreeSet<_>>().into_iter().collect();
        let mut reports = Vec::new();
        for article in &articles {
            reports.extend(self.report(*article)?);
        }
        let reports: Vec<Report> = reports.iter().map(|report| Report::clone(report)).collect();
        let around = Around::new(&articles, &reports, links, pairs);
        let mut copies = Vec::new();
        for article in &articles {
            copies.push(self.batch.first_of(*article)? as usize);
        }
        for members in dateline_merge::groups(&reports, &around.links, &around.decided) {
            let events: Vec<Member> = members.iter().map(|(r, e)| member(&articles, &reports, (*r, *e))).collect();
            if events.iter().all(|event| explored.contains(event)) {
                let incident = dateline_merge::describe(&reports, &copies, &around.links, &around.decided, members);
                self.batch.put_incident(&columns(&reports, &incident), &events)?;
            }
        }
        Ok(())
    }
}

/// Links and decisions by the numbers of reports and events.
struct Around {
    links: Links,
    decided: Decisions,
}

impl Around {
    fn new(
        articles: &[i64],
        reports: &[Report],
        links: BTreeMap<(Member, Member), (i64, String)>,
        pairs: BTreeMap<(Member, Member), bool>,
    ) -> Around {
        let event = |member: &Member| -> Option<Event> {
            let r = articles.binary_search(&member.article).ok()?;
            Some((r, number(&reports[r], &member.event)?))
        };
        let both = |(a, b): &(Member, Member)| {
            let (a, b) = (event(a)?, event(b)?);
            Some((a.min(b), a.max(b)))
        };
        let link = |(events, (score, because)): (&(Member, Member), &(i64, String))| {
            let because = because.split("; ").filter_map(Because::from_words).collect();
            Some((both(events)?, Link { score: u32::try_from(*score).ok()?, because }))
        };
        let mut decided = Decisions::default();
        for (events, is_together) in &pairs {
            if let Some(pair) = both(events) {
                if *is_together {
                    decided.together.insert(pair)
                } else {
                    decided.apart.insert(pair)
                };
            }
        }
        Around { links: links.iter().filter_map(link).collect(), decided }
    }
}

fn number(report: &Report, event: &str) -> Option<usize> {
    report.events.iter().position(|told| told.id == event)
}

/// The events of a report.
fn members(article: i64, report: &Report) -> Vec<Member> {
    report.events.iter().map(|event| Member { article, event: event.id.clone() }).collect()
}

fn member(articles: &[i64], reports: &[Report], (r, e): Event) -> Member {
    Member { article: articles[r], event: reports[r].events[e].id.clone() }
}

/// A report as a store packed it, by what it gives for an article.
fn report(
    gist: &dyn Fn(i64) -> Result<Option<Vec<u8>>, StoreError>,
    article: i64,
) -> Result<Option<Report>, JoinError> {
    match gist(article)? {
        Some(bytes) => Ok(Some(Report::unpack(&bytes).ok_or(JoinError::Damaged(article))?)),
        None => Ok(None),
    }
}

/// The columns of an incident.
fn columns(reports: &[Report], incident: &Incident) -> IncidentRow {
    let words = |all: &[dateline_merge::Party]| all.iter().map(|p| p.words.as_str()).collect::<Vec<_>>().join("; ");
    let killed = || {
        let claims = incident.claims.iter().map(|(r, f)| &reports[*r].figures[*f]);
        claims.filter(|claim| claim.measure == Measure::Killed && claim.status != Status::Denied)
    };
    let place = incident.place.as_ref();
    let published = incident.members.iter().filter_map(|(r, _)| reports[*r].published).min();
    IncidentRow {
        id: 0,
        name: merging::incident_id(reports, incident),
        kind: incident.kind.as_str().to_owned(),
        mode: incident.mode.clone(),
        subevent: incident.subevent.clone(),
        place: place.map(|place| place.name.clone()),
        country: place.and_then(|place| place.country.clone()),
        lat: place.map(|place| place.lat),
        lon: place.map(|place| place.lon),
        radius_km: place.map(|place| place.radius_km),
        since: incident.days.map(|(from, ..)| from.to_string()),
        until: incident.days.map(|(_, to, _)| to.to_string()),
        published: published.map(|day| day.to_string()),
        reports: incident.members.iter().map(|(r, _)| r).collect::<BTreeSet<_>>().len() as i64,
        sources: incident.sources as i64,
        actors: words(&incident.actors),
        recipients: words(&incident.recipients),
        killed_low: killed().filter_map(|claim| claim.best.or(claim.low)).min().map(|n| n as i64),
        killed_high: killed().filter_map(|claim| claim.best.or(claim.high).or(claim.low)).max().map(|n| n as i64),
    }
}

/// An incident of a store with all that its reports say of it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its reports.
    pub reports: Vec<Report>,
    /// What stands for each report and its copies: the record's id, `None` where the report stands for itself.
    pub copy_of: Vec<Option<String>>,
    /// What they tell.
    pub incident: Incident,
}

/// An incident of a store, by the events that it holds.
pub fn kept(store: &Store, members: &[Member]) -> Result<Kept, JoinError> {
    let articles: Vec<i64> = members.iter().map(|m| m.article).collect::<BTreeSet<_>>().into_iter().collect();
    let (mut reports, mut copies, mut copy_of) = (Vec::new(), Vec::new(), Vec::new());
    let (mut links, mut pairs) = (BTreeMap::new(), BTreeMap::new());
    for article in &articles {
        let found = report(&|article| store.gist(article, FORM), *article)?;
        reports.push(found.ok_or(JoinError::Damaged(*article))?);
        let first = store.copy_of(*article)?;
        copies.push(first.as_ref().map_or(*article, |(first, _)| *first) as usize);
        copy_of.push(first.filter(|(first, _)| first != article).map(|(_, id)| id));
        if articles.len() > 1 {
            links.extend(store.links_of(*article)?.into_iter().map(|l| ((l.event, l.other), (l.score, l.because))));
            pairs.extend(store.pairs_of(*article)?.into_iter().map(|p| ((p.event, p.other), p.is_together)));
        }
    }
    let around = Around::new(&articles, &reports, links, pairs);
    let mut events: Vec<Event> = members
        .iter()
        .filter_map(|member| {
            let r = articles.binary_search(&member.article).ok()?;
            Some((r, number(&reports[r], &member.event)?))
        })
        .collect();
    events.sort_by_key(|(r, e)| (reports[*r].rank(), *e, *r));
    let first = members.first().map_or(0, |member| member.article);
    if events.is_empty() {
        return Err(JoinError::Damaged(first));
    }
    let incident = dateline_merge::describe(&reports, &copies, &around.links, &around.decided, events);
    Ok(Kept { reports, copy_of, incident })
}

/// The incidents of a store that a filter lets through: those that a report tells which it finds, and that are themselves of the country, place, days and
/// type that it asks for, each with all that is said of it.
pub fn each_incident<E: From<JoinError> + From<StoreError>>(
    store: &Store,
    filter: &Filter,
    mut each: impl FnMut(Kept) -> Result<(), E>,
) -> Result<(), E> {
    let found: Option<BTreeSet<i64>> = match *filter == Filter::default() {
        true => None,
        false => Some(store.search(filter, usize::MAX >> 1)?.into_iter().map(|hit| hit.article).collect()),
    };
    store.incidents(|row, members| {
        let is_found = found.as_ref().is_none_or(|found| members.iter().any(|member| found.contains(&member.article)));
        if is_found && is_in(filter, &row) { each(kept(store, &members)?) } else { Ok(()) }
    })
}

/// Whether an incident is of the country, place, days and type of a filter.
fn is_in(filter: &Filter, row: &IncidentRow) -> bool {
    let begins = |name: &str, wanted: &str| name.to_lowercase().starts_with(&wanted.to_lowercase());
    let (since, until) = (row.since.as_ref().or(row.published.as_ref()), row.until.as_ref().or(row.published.as_ref()));
    let near = |(lat, lon, km): (f64, f64, f64)| {
        let (Some(own_lat), Some(own_lon)) = (row.lat, row.lon) else { return false };
        let (north, east) = ((own_lat - lat) * 111.32, (own_lon - lon) * 111.32 * lat.to_radians().cos());
        north * north + east * east <= km * km
    };
    filter.kind.as_ref().is_none_or(|kind| row.kind.eq_ignore_ascii_case(kind))
        && filter
            .country
            .as_ref()
            .is_none_or(|code| row.country.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(code)))
        && filter.place.as_ref().is_none_or(|place| row.place.as_ref().is_some_and(|own| begins(own, place)))
        && filter.near.is_none_or(near)
        && filter.since.as_ref().is_none_or(|day| until.is_some_and(|own| own >= day))
        && filter.until.as_ref().is_none_or(|day| since.is_some_and(|own| own <= day))
}

/// The incidents of a store, one line each, in the order of their first publication.
pub fn incident_lines(
    store: &Store,
    mut each: impl FnMut(String) -> Result<(), std::io::Error>,
) -> Result<(), LinesError> {
    store.incidents(|_, members| {
        let kept = kept(store, &members)?;
        Ok(each(merging::incident_line(&kept.reports, &|r| kept.copy_of[r].as_deref(), &kept.incident))?)
    })
}

/// Why lines could not be written.
#[derive(Debug, Error)]
pub enum LinesError {
    /// What the store says.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// What the system says.
    #[error("the lines cannot be written")]
    Io(#[from] std::io::Error),
}

impl From<StoreError> for LinesError {
    fn from(error: StoreError) -> Self {
        LinesError::Join(error.into())
    }
}
