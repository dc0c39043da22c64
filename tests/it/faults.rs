//! Whatever fails and whenever the process dies: nothing twice, nothing lost.

mod cases;
mod disk;
mod race;
mod rounds;
