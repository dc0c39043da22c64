//! Whatever fails and whenever the process dies: nothing twice, nothing lost.

mod cases;
mod disk;
mod kills;
mod late;
mod meanwhile;
mod poison;
mod race;
mod restarts;
mod rounds;
