//! Language models from a folder.
//!
//! `lang` knows bytes and no files; this is where a folder that the user names becomes an analyzer. A folder is taken as a
//! whole or not at all: models that were not trained together do not know each other's classes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline_lang::careful::weights::FILE;
use dateline_lang::places::gazetteer::Gazetteer;
use dateline_lang::swift::{
    BadModel, Files,
    model::{EMBEDDED, FILES},
};
use dateline_lang::{Analyzer, Reader};

/// Why a folder's models cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}; hint: the careful reader's folder holds {FILE}; `--reader swift` reads one with {}", path.display(), FILES.join(", "))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file of a gazetteer cannot be read.
    #[error("cannot read {}: {source}; hint: `dateline gazetteer import FOLDER` makes a gazetteer", path.display())]
    NoGazetteer {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is no gazetteer.
    #[error("{} is cut, or no gazetteer of this version; hint: make it again with `dateline gazetteer import`", .0.display())]
    BadGazetteer(PathBuf),
    /// A file is no model.
    #[error("{}: {problem}", folder.display())]
    Bad {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        problem: BadModel,
    },
}

/// An analyzer's twin with the gazetteer of a file.
pub fn with_gazetteer(analyzer: &Analyzer, file: &Path) -> Result<Arc<Analyzer>, ModelError> {
    let path = file.to_owned();
    let bytes = std::fs::read(file).map_err(|source| ModelError::NoGazetteer { path: path.clone(), source })?;
    let gazetteer = Gazetteer::of(bytes).ok_or(ModelError::BadGazetteer(path))?;
    Ok(Arc::new(analyzer.with_gazetteer(Arc::new(gazetteer))))
}

/// A reader's analyzer with the models of `folder`, or with those that come with the program. The careful reader's lexicon and
/// lists are always the program's own.
pub fn analyzer(reader: Reader, folder: Option<&Path>) -> Result<Arc<Analyzer>, ModelError> {
    let Some(folder) = folder else { return Ok(Analyzer::of(reader)) };
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).map_err(|source| ModelError::Unreadable { path, source })
    };
    let analyzer = match reader {
        Reader::Swift => {
            let [words, tags, trees, names] = FILES;
            let bytes = [read(words)?, read(tags)?, read(trees)?, read(names)?];
            Analyzer::load(&Files([&bytes[0], &bytes[1], &bytes[2], &bytes[3]]))
        }
        Reader::Careful => {
            let bytes = read(FILE)?;
            Analyzer::load(&EMBEDDED).and_then(|swift| swift.with_careful(&bytes))
        }
    };
    Ok(Arc::new(analyzer.map_err(|problem| ModelError::Bad { folder: folder.to_owned(), problem })?))
}
