//! Reads the ledger line by line, because it grows with every apply.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::{Event, FILE, Line, WroteField, WroteRun};
use crate::state::regular;

/// One apply, summed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) apply: String,
    pub(crate) began: String,
    /// How many writes it began.
    pub(crate) writes: usize,
    /// How it ended; `None` when it was cut off.
    pub(crate) outcome: Option<String>,
}

/// The longest line that is read, in bytes. The longest that is written names the cases of one batch, or what was in the
/// fields of one case.
const MAX_LINE: u64 = 8 << 20;

/// How many open writes are told apart. A crash leaves as many as there are requests at a time.
const MAX_OPEN: usize = 1000;

/// Hands out the lines of a state directory's ledger. Those that no version of it wrote are left out.
pub(crate) fn read_ledger(folder: &Path, mut each: impl FnMut(Line)) -> io::Result<()> {
    let file = match regular::open_own(&folder.join(FILE)) {
        Ok(file) => file,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    while reader
        .by_ref()
        .take(MAX_LINE)
        .read_until(b'\n', &mut line)?
        > 0
    {
        if line.len() as u64 == MAX_LINE && line.last() != Some(&b'\n') {
            reader.skip_until(b'\n')?;
        } else if let Ok(line) = serde_json::from_slice(&line) {
            each(line);
        }
        line.clear();
    }
    Ok(())
}

/// Sums up every apply, the first one first.
pub(crate) fn past_applies(folder: &Path) -> io::Result<Vec<Summary>> {
    let mut applies: Vec<Summary> = Vec::new();
    read_ledger(folder, |line| {
        let Line { apply, at, event } = line;
        let index = applies.iter().rposition(|known| known.apply == apply);
        let index = index.unwrap_or_else(|| {
            applies.push(Summary {
                apply,
                began: at,
                writes: 0,
                outcome: None,
            });
            applies.len() - 1
        });
        match event {
            Event::Begin { .. } | Event::Ended { .. } | Event::Wrote(_) | Event::WroteRun(_) => {}
            Event::Write { .. } => applies[index].writes += 1,
            Event::End { outcome } => applies[index].outcome = Some(outcome),
        }
    })?;
    Ok(applies)
}

/// The writes without an end since some apply came to its end: what a crash left open. Of very many, the first ones.
pub(crate) fn open_writes(folder: &Path) -> io::Result<Vec<Line>> {
    let mut open = BTreeMap::new();
    read_ledger(folder, |line| match line.event {
        Event::Write { n, .. } if open.len() < MAX_OPEN => {
            open.insert((line.apply.clone(), n), line);
        }
        Event::Begin { .. } | Event::Wrote(_) | Event::WroteRun(_) | Event::Write { .. } => {}
        Event::Ended { n, .. } => {
            open.remove(&(line.apply, n));
        }
        Event::End { .. } => open.clear(),
    })?;
    Ok(open.into_values().collect())
}

/// What our own applies left on a server, as the ledger has it.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// By case and field.
    pub(crate) fields: BTreeMap<(u64, String), WroteField>,
    /// The cases, each with its suite and marker.
    pub(crate) cases: BTreeMap<u64, (u64, String)>,
    /// By the id of the run.
    pub(crate) runs: BTreeMap<u64, WroteRun>,
}

impl WroteRun {
    /// What stands once this was written over what was before: a text that it does not name stays.
    fn after(self, known: Option<Self>) -> Self {
        let Some(known) = known else {
            return self;
        };
        let (name, stored_name) = match self.name {
            Some(name) => (Some(name), self.stored_name),
            None => (known.name, known.stored_name),
        };
        Self {
            name,
            stored_name,
            description: self.description.or(known.description),
            ..self
        }
    }
}

/// Reads what was last written on a server.
pub(crate) fn written(folder: &Path, server: &str) -> io::Result<Written> {
    let mut written = Written::default();
    read_ledger(folder, |line| match line.event {
        Event::Wrote(wrote) if wrote.server == server => {
            let case = wrote.case;
            let fields = wrote.fields.into_iter();
            let fields = fields.map(|field| WroteField { old: None, ..field });
            let fields = fields.map(|field| ((case, field.field.clone()), field));
            written.fields.extend(fields);
            written.cases.insert(case, (wrote.suite, wrote.marker));
        }
        Event::WroteRun(wrote) if wrote.server == server => {
            let known = written.runs.remove(&wrote.run);
            written.runs.insert(wrote.run, wrote.after(known));
        }
        _ => {}
    })?;
    Ok(written)
}

/// True when the last line of a file has no end.
pub(super) fn is_torn(path: &Path) -> bool {
    let last = || -> io::Result<Option<u8>> {
        let mut file = File::open(path)?;
        if file.seek(SeekFrom::End(0))? == 0 {
            return Ok(None);
        }
        file.seek(SeekFrom::End(-1))?;
        let mut last = [0];
        file.read_exact(&mut last)?;
        Ok(Some(last[0]))
    };
    last().is_ok_and(|last| last.is_some_and(|byte| byte != b'\n'))
}
