//! The main job through the binary: plan, apply, and a second apply that does nothing.

use crate::support::world::World;

#[test]
fn a_plan_shows_what_would_change_and_writes_nothing() {
    let world = World::new();
    insta::assert_snapshot!(world.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-4711  User can reset a forgotten password           C501
          title                   User can reset {+a forgotten +}password
          custom_description      + Checks the **reset** flow
          custom_preconds         Account exists{+ and is active+}
          custom_status           Draft → Active   TestOps status Active (-3), manifests/shop.yaml:38
          custom_steps_separated  step 2 of 2, new
                                  + Open the link within 15 minutes → Form is shown
      + ALLURE-4712  Guest can pay by card                         new case
          custom_preconds         A basket with `<one>` item && a card
          custom_status           Draft
          custom_steps_separated  Pay
      + ALLURE-4713  Корзина сохраняется 🛒                        new case
          custom_status  Active

    3 cases in scope: 2 to create, 1 to update, 0 unchanged, 0 blocked.
    Applying needs 3 TestRail requests.

    Plan sha256:DIGEST
    ");
    assert_eq!(world.sandbox.writes(), Vec::<String>::new());
}

#[test]
fn an_apply_does_what_the_plan_showed_and_a_second_one_nothing() {
    let world = World::new();
    insta::assert_snapshot!(world.apply(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-4711  User can reset a forgotten password           C501
          title                   User can reset {+a forgotten +}password
          custom_description      + Checks the **reset** flow
          custom_preconds         Account exists{+ and is active+}
          custom_status           Draft → Active   TestOps status Active (-3), manifests/shop.yaml:38
          custom_steps_separated  step 2 of 2, new
                                  + Open the link within 15 minutes → Form is shown
      + ALLURE-4712  Guest can pay by card                         new case
          custom_preconds         A basket with `<one>` item && a card
          custom_status           Draft
          custom_steps_separated  Pay
      + ALLURE-4713  Корзина сохраняется 🛒                        new case
          custom_status  Active

    3 cases in scope: 2 to create, 1 to update, 0 unchanged, 0 blocked.
    Applying needs 3 TestRail requests.

    Plan sha256:DIGEST

    shop

      ~ ALLURE-4711  User can reset a forgotten password           updated C501  http://TESTRAIL/index.php?/cases/view/501
      + ALLURE-4712  Guest can pay by card                         created C503  http://TESTRAIL/index.php?/cases/view/503
      + ALLURE-4713  Корзина сохраняется 🛒                        created C504  http://TESTRAIL/index.php?/cases/view/504

    2 cases created, 1 updated, 0 failed, with 3 TestRail requests.
    ");
    let writes = world.sandbox.writes();
    insta::assert_snapshot!(writes.join("\n"), @"
    add_cases/310
    update_case/501
    ");
    insta::assert_snapshot!(world.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

    3 cases in scope: 0 to create, 0 to update, 3 unchanged, 0 blocked.
    TestRail is up to date.

    Plan sha256:DIGEST
    ");
    insta::assert_snapshot!(world.apply(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

    3 cases in scope: 0 to create, 0 to update, 3 unchanged, 0 blocked.
    TestRail is up to date.

    Plan sha256:DIGEST
    ");
    assert_eq!(world.sandbox.writes(), writes);
}
