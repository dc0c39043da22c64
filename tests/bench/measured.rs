//! What a process took.

use std::fs;
use std::io::Read as _;
use std::thread;
use std::time::{Duration, Instant};

use super::support::binary::Run;

/// What a process took and how it ended.
pub(crate) struct Measured {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    pub(crate) peak_kilobytes: u64,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a process to its end and looks at it all the while.
pub(crate) fn measure(run: Run, arguments: &[&str]) -> Measured {
    let started = Instant::now();
    let mut process = run.spawn(arguments);
    let mut stdout = process.stdout.take().unwrap();
    let mut stderr = process.stderr.take().unwrap();
    let reads = thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).unwrap();
        text
    });
    let complains = thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).unwrap();
        text
    });
    let (mut peak_kilobytes, mut cpu) = (0, Duration::ZERO);
    let status = loop {
        // Both figures only grow, so that the last ones before the end are within a few milliseconds of the truth.
        if let Some(peak) = peak(process.id()) {
            peak_kilobytes = peak;
        }
        if let Some(now) = cpu_time(process.id()) {
            cpu = now;
        }
        if let Some(status) = process.try_wait().unwrap() {
            break status;
        }
        thread::sleep(Duration::from_millis(2));
    };
    Measured {
        wall: started.elapsed(),
        cpu,
        peak_kilobytes,
        code: status.code(),
        stdout: reads.join().unwrap(),
        stderr: complains.join().unwrap(),
    }
}

fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// User and system time. Linux counts both in hundredths of a second.
fn cpu_time(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}
