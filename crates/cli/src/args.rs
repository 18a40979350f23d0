//! The command line, defined once: `--help` comes from these comments.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use dateline::baseline::Origin;
use dateline::export::Form;
use dateline::intake;
use dateline_model::Date;

/// Reads the news of conflict and crisis and keeps the record: who did what to whom, where, when, how many, and who says so.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read pages and print the articles on them with their facts.
    Read(ReadArgs),
    /// Bring reports of the same running story together: one line an article.
    Stories(TogetherArgs),
    /// Bring the events of many reports together: one happening each, its claims side by side, and why.
    Incidents(TogetherArgs),
    /// Read pages, also from addresses (https://…), and keep them with their facts in a store: one SQLite file. What is there already is left as
    /// it is.
    Add(AddArgs),
    /// Read a store's pages again where the rules or models have changed.
    Reread(RereadArgs),
    /// Say what is right and what is wrong: of facts, and of what belongs together. It outlives every rereading.
    Decide(crate::decide::DecideArgs),
    /// Find reports in a store, by words and by what they say.
    Search(SearchArgs),
    /// Write what a store holds for other programs.
    Export(ExportArgs),
    /// Keep the rows of an ACLED or UCDP GED table in a store, to compare with.
    Import(BaselineArgs),
    /// Put a store's incidents beside the rows of such a table: what both have, what only they have, what only we have.
    Compare(CompareArgs),
    /// Watch feeds, sitemaps and pages: fetch what is new and keep it in a store. A run that is stopped goes on with the next.
    Watch(crate::watch::WatchArgs),
    /// Show what the language stage makes of raw text: words, tags, trees, names.
    Tokens(TokensArgs),
    /// Make a gazetteer of one's own.
    #[command(subcommand)]
    Gazetteer(GazetteerCommand),
    /// Begin, check, test, explain, measure and format rules.
    #[command(subcommand)]
    Rules(RulesCommand),
}

#[derive(Debug, clap::Args)]
pub struct InputArgs {
    /// Files (pages, JSONL, feeds, web archives; also compressed or in zip archives), folders or `-` for standard input
    /// (the default when input is piped).
    pub input: Vec<PathBuf>,
    /// What the inputs are.
    #[arg(long, value_enum, default_value_t = From::Auto)]
    pub from: From,
    /// The day of publication of inputs that do not give their own: 2024-07-26.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub published: Option<Date>,
    #[command(flatten)]
    pub models: ModelArgs,
}

#[derive(Debug, clap::Args)]
pub struct ReadArgs {
    #[command(flatten)]
    pub of: InputArgs,
    /// How to print. `text` and `markdown` give the clean articles alone.
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    pub format: Format,
}

#[derive(Debug, clap::Args)]
pub struct TogetherArgs {
    #[command(flatten)]
    pub of: InputArgs,
    /// The reports of this store instead of inputs.
    #[arg(long, value_name = "FILE", conflicts_with = "input")]
    pub db: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Lines::Pretty)]
    pub format: Lines,
}

/// For people, or a line of JSON each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lines {
    Pretty,
    Jsonl,
}

#[derive(Debug, clap::Args)]
pub struct AddArgs {
    #[command(flatten)]
    pub of: InputArgs,
    /// The store; it is made if there is none.
    #[arg(long, value_name = "FILE", default_value = "dateline.db")]
    pub db: PathBuf,
    /// The store grows no larger than so many megabytes; then the run ends with 74, as on a full disk.
    #[arg(long, value_name = "MB")]
    pub largest: Option<u64>,
    #[command(flatten)]
    pub reach: crate::watch::ReachArgs,
}

#[derive(Debug, clap::Args)]
pub struct RereadArgs {
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "dateline.db")]
    pub db: PathBuf,
    /// Pages too that these models and rules have read.
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub of: ModelArgs,
}

#[derive(Debug, clap::Args)]
pub struct FilterArgs {
    /// A place of an event, as its name begins.
    #[arg(long)]
    pub place: Option<String>,
    /// A country of an event: ISO 3166 alpha-2.
    #[arg(long)]
    pub country: Option<String>,
    /// An event at most so many kilometres from a point: 34.37,41.09,50.
    #[arg(long, value_name = "LAT,LON,KM", value_parser = near, allow_hyphen_values = true)]
    pub near: Option<(f64, f64, f64)>,
    /// The first day of an event: 2024-07-26.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub since: Option<Date>,
    /// The last day.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<Date>,
    /// The type of an event: ASSAULT, PROTEST …
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Words of an actor of an event.
    #[arg(long)]
    pub actor: Option<String>,
    /// What a figure counts: killed, displaced …
    #[arg(long)]
    pub measure: Option<String>,
    /// Words of who claims a figure.
    #[arg(long)]
    pub claimant: Option<String>,
    /// Who published the report, as the name begins.
    #[arg(long)]
    pub publisher: Option<String>,
    /// What people decided of a fact of the report; `none`: nothing yet.
    #[arg(long, value_enum)]
    pub review: Option<Review>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Review {
    Accepted,
    Rejected,
    Corrected,
    Flagged,
    None,
}

impl Review {
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Corrected => "corrected",
            Self::Flagged => "flagged",
            Self::None => "none",
        }
    }
}

#[derive(Debug, clap::Args)]
pub struct SearchArgs {
    /// Words that must all stand in the report; words between quotation marks in a row. Without any, the newest reports come first.
    pub words: Vec<String>,
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "dateline.db")]
    pub db: PathBuf,
    #[command(flatten)]
    pub filter: FilterArgs,
    /// How many.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Go on behind this hit: the `cursor` of the last one.
    #[arg(long, value_name = "CURSOR", allow_hyphen_values = true)]
    pub after: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Lines::Pretty)]
    pub format: Lines,
}

#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "dateline.db")]
    pub db: PathBuf,
    /// What to write. The tables and files of others say on standard error what they have no place for.
    #[arg(long, value_enum, default_value_t = ExportFormat::Jsonl)]
    pub format: ExportFormat,
    /// The file to write; without it, standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub filter: FilterArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Records, one a line: nothing is lost.
    Jsonl,
    /// A row a figure.
    Csv,
    /// Records as columns, facts nested in them: nothing is lost.
    Parquet,
    /// A point an event.
    Geojson,
    /// The same as columns (GeoParquet 1.1).
    Geoparquet,
    /// A row an incident in the shape of ACLED's table.
    Acled,
    /// A row an incident with deaths in the shape of UCDP's table.
    Ged,
    /// A row a figure of people with HXL's tags.
    Hxl,
    /// An event a line in PLOVER's JSON.
    Plover,
    /// A value with its words a line, as W3C Web Annotation.
    Webanno,
}

impl ExportFormat {
    pub fn form(self) -> Form {
        match self {
            Self::Jsonl => Form::Jsonl,
            Self::Csv => Form::Csv,
            Self::Parquet => Form::Parquet,
            Self::Geojson => Form::Geojson,
            Self::Geoparquet => Form::Geoparquet,
            Self::Acled => Form::Acled,
            Self::Ged => Form::Ged,
            Self::Hxl => Form::Hxl,
            Self::Plover => Form::Plover,
            Self::Webanno => Form::Webanno,
        }
    }
}

#[derive(Debug, clap::Args)]
pub struct BaselineArgs {
    /// Tables as comma-separated values.
    #[arg(required = true)]
    pub file: Vec<PathBuf>,
    /// The store; it is made if there is none.
    #[arg(long, value_name = "FILE", default_value = "dateline.db")]
    pub db: PathBuf,
    /// Whose tables they are.
    #[arg(long, value_enum, default_value_t = TableOf::Auto)]
    pub from: TableOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableOf {
    /// As their columns say.
    Auto,
    Acled,
    Ged,
}

impl TableOf {
    pub fn origin(self) -> Option<Origin> {
        match self {
            Self::Auto => None,
            Self::Acled => Some(Origin::Acled),
            Self::Ged => Some(Origin::Ged),
        }
    }
}

#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// The store.
    #[arg(long, value_name = "FILE", default_value = "dateline.db")]
    pub db: PathBuf,
    /// Whose rows; where the store has those of one table only, that one.
    #[arg(long, value_enum, default_value_t = TableOf::Auto)]
    pub from: TableOf,
    /// Days that a row and an incident may be apart.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i64).range(0..=31))]
    pub days: i64,
    /// Kilometres that they may be apart.
    #[arg(long, value_name = "KM", default_value_t = 25.0, value_parser = kilometres)]
    pub km: f64,
    /// The first day: 2024-07-26. Without it, the first that both have.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub since: Option<Date>,
    /// The last day. Without it, the last that both have.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<Date>,
    /// Only this country: ISO 3166 alpha-2.
    #[arg(long)]
    pub country: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Lines::Pretty)]
    pub format: Lines,
}

#[derive(Debug, clap::Args)]
pub struct ModelArgs {
    /// Threads to read on. The output does not depend on it. [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// The language models to read with: `careful` for people, `swift` for bulk.
    #[arg(long, value_enum, default_value_t = Reader::Careful)]
    pub reader: Reader,
    /// A folder of rules, phrases and word lists beside the English pack; files of the same name take the place of its.
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// A folder of trained models in place of those that come with the program.
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
    /// A gazetteer that `dateline gazetteer import` made, in place of the one that comes with the program.
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum GazetteerCommand {
    /// Make a gazetteer of a full GeoNames dump, for `dateline read --gazetteer`.
    Import(ImportArgs),
}

#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The folder with allCountries.txt and, if there is one, alternateNamesV2.txt.
    pub folder: PathBuf,
    /// The file to write.
    #[arg(long, value_name = "FILE", default_value = "gazetteer.bin")]
    pub out: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct TokensArgs {
    /// A text file, or `-` for standard input (the default). A blank line begins a new paragraph.
    #[arg(default_value = "-")]
    pub file: PathBuf,
    /// `pretty` for people who write rules, `conllu` for tools.
    #[arg(long, value_enum, default_value_t = TokensFormat::Pretty)]
    pub format: TokensFormat,
    /// The language models to read with: `careful` for people, `swift` for bulk.
    #[arg(long, value_enum, default_value_t = Reader::Careful)]
    pub reader: Reader,
    /// A folder of trained models in place of those that come with the program.
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TokensFormat {
    Pretty,
    Conllu,
}

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Check that rules can be read and compiled, without running their tests.
    Check(PackArgs),
    /// Run the tests that rules carry.
    Test(TestArgs),
    /// Show which rules fire in a text, what they take, and which nearly do.
    Explain(ExplainArgs),
    /// Count what each rule states in reports, and how much of it readers who marked them have too.
    Coverage(CoverageArgs),
    /// Begin a rule: a file with a pattern, a fact and tests to change.
    New(NewArgs),
    /// Write rule files the one way.
    Fmt(FmtArgs),
}

#[derive(Debug, clap::Args)]
pub struct PackArgs {
    /// Rule files or folders beside the English pack; without any, the English pack itself.
    pub path: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct TestArgs {
    #[command(flatten)]
    pub pack: PackArgs,
    /// The language models to read the tests with.
    #[arg(long, value_enum, default_value_t = Reader::Careful)]
    pub reader: Reader,
}

#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A text file, or `-` for standard input.
    pub file: PathBuf,
    /// A folder of rules beside the English pack.
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Only this rule.
    #[arg(long, value_name = "NAME")]
    pub rule: Option<String>,
    /// The language models to read with.
    #[arg(long, value_enum, default_value_t = Reader::Careful)]
    pub reader: Reader,
}

#[derive(Debug, clap::Args)]
pub struct CoverageArgs {
    /// JSON lines of reports, `{"text", "published"?, "gold"?}`; docs/rules.md says how `gold` is written. `-` for standard input.
    #[arg(required = true)]
    pub reports: Vec<PathBuf>,
    /// A folder of rules beside the English pack.
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// The language models to read with.
    #[arg(long, value_enum, default_value_t = Reader::Careful)]
    pub reader: Reader,
}

#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// The rule's name: lower-case words joined by hyphens.
    pub name: String,
    /// What it states.
    #[arg(long, value_enum, default_value_t = RuleKind::Event)]
    pub states: RuleKind,
    /// The folder to put it in.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub into: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RuleKind {
    Figure,
    Statement,
    Event,
}

#[derive(Debug, clap::Args)]
pub struct FmtArgs {
    /// Rule files or folders.
    #[arg(required = true)]
    pub path: Vec<PathBuf>,
    /// Write nothing; exit with 3 if a file is not formatted.
    #[arg(long)]
    pub check: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum From {
    Auto,
    Html,
    Text,
    Jsonl,
    Warc,
    Feed,
    /// Records that `dateline read --format jsonl` wrote (for `stories` and `incidents`).
    Records,
}

impl From {
    pub fn form(self) -> intake::Form {
        match self {
            Self::Auto => intake::Form::Auto,
            Self::Html => intake::Form::Html,
            Self::Text => intake::Form::Text,
            Self::Jsonl => intake::Form::Jsonl,
            Self::Warc => intake::Form::Warc,
            Self::Feed => intake::Form::Feed,
            Self::Records => intake::Form::Jsonl,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Pretty,
    Json,
    Jsonl,
    Text,
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Reader {
    /// Linear models: a hundred thousand words a second on one core.
    Swift,
    /// A small encoder: thousands of words a second, better names and much better trees.
    Careful,
}

impl Reader {
    pub fn models(self) -> dateline::Reader {
        match self {
            Self::Swift => dateline::Reader::Swift,
            Self::Careful => dateline::Reader::Careful,
        }
    }
}

fn day(text: &str) -> Result<Date, String> {
    dateline::intake::day(text).ok_or_else(|| "write it as 2024-07-26".to_owned())
}

fn kilometres(text: &str) -> Result<f64, String> {
    let km = text.parse().ok().filter(|km: &f64| km.is_finite() && *km >= 0.0);
    km.ok_or_else(|| "write a number of kilometres: 25".to_owned())
}

fn near(text: &str) -> Result<(f64, f64, f64), String> {
    let numbers: Vec<f64> = text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    match numbers[..] {
        [lat, lon, km] if lat.abs() <= 90.0 && lon.abs() <= 180.0 && km > 0.0 => Ok((lat, lon, km)),
        _ => Err("write it as 34.37,41.09,50: degrees north, degrees east, kilometres".to_owned()),
    }
}
