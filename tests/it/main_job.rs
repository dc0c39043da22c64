//! The main job through the binary: plan, apply, and a second apply that does nothing.

use crate::support::World;

#[test]
fn a_plan_shows_what_would_change_and_writes_nothing() {
    let world = World::new();
    insta::assert_snapshot!(world.plan(), @"");
    assert_eq!(world.sandbox.writes(), Vec::<String>::new());
}

#[test]
fn an_apply_does_what_the_plan_showed_and_a_second_one_nothing() {
    let world = World::new();
    insta::assert_snapshot!(world.apply(), @"");
    let writes = world.sandbox.writes();
    insta::assert_snapshot!(writes.join("\n"), @"");
    insta::assert_snapshot!(world.plan(), @"");
    insta::assert_snapshot!(world.apply(), @"");
    assert_eq!(world.sandbox.writes(), writes);
}
