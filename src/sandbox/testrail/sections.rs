//! Sections: the tree in which a suite keeps its cases.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::paging::page;
use super::state::{State, indexed};

/// A section as the API shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Section {
    pub(super) id: u64,
    pub(super) suite_id: u64,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) parent_id: Option<u64>,
    pub(super) display_order: u64,
    pub(super) depth: u64,
}

/// `get_section/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    let section = state.section(call, call.id(0, "section_id")?, "section_id")?;
    Ok(json!(section).into())
}

/// `get_sections/{project_id}&suite_id=`, depth first and parents before children.
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let project = state.project_of(call)?;
    let suite_id = state.suite_choice(project, call.params.id("suite_id")?)?;
    let order = state.section_order(suite_id);
    let sections = order.iter().filter_map(|id| state.sections.get(*id));
    Ok(page(state, call, "sections", sections, |section| json!(section))?.into())
}

/// `add_section/{project_id}`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let project = state.project_of(call)?;
    let given = if project.suite_mode == 1 {
        None
    } else {
        call.body.id("suite_id")?.flatten()
    };
    let suite_id = state.suite_choice(project, given)?;
    let name = call.body.name("name")?;
    let parent_id = call.body.id("parent_id")?.flatten();
    let depth = match parent_id {
        None => 0,
        Some(id) => state.sibling_of(suite_id, id, "parent_id")?.depth + 1,
    };
    let description = call.body.string("description")?.flatten();
    let id = state.sections.next_id();
    let section = Section {
        id,
        suite_id,
        name,
        description,
        parent_id,
        display_order: state.next_section_order(suite_id),
        depth,
    };
    let answer = json!(section);
    state.sections.put(id, section);
    Ok(answer.into())
}

/// `update_section/{id}`, which does not move it.
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let mut section = state
        .section(call, call.id(0, "section_id")?, "section_id")?
        .clone();
    if let Some(name) = call.body.optional_name("name")? {
        section.name = name;
    }
    if let Some(description) = call.body.string("description")? {
        section.description = description;
    }
    let answer = json!(section);
    state.sections.put(section.id, section);
    Ok(answer.into())
}

/// `move_section/{id}`
pub(super) fn relocate(state: &mut State, call: &Call<'_>) -> Outcome {
    let section = state.section(call, call.id(0, "section_id")?, "section_id")?;
    let (id, suite_id) = (section.id, section.suite_id);
    let parent_id = call.body.id("parent_id")?.flatten();
    if let Some(parent_id) = parent_id {
        state.sibling_of(suite_id, parent_id, "parent_id")?;
        if state.subtree(id).contains(&parent_id) {
            return Err(ApiError::field("parent_id", "is not a valid section"));
        }
    }
    let after_id = call.body.id("after_id")?.flatten();
    if let Some(after_id) = after_id
        && state.sibling_of(suite_id, after_id, "after_id")?.parent_id != parent_id
    {
        return Err(ApiError::field("after_id", "is not a valid section"));
    }
    if let Some(section) = state.sections.get_mut(id) {
        section.parent_id = parent_id;
    }
    state.place_section(suite_id, id, parent_id, after_id);
    let section = state.section(call, id, "section_id")?;
    Ok(json!(section).into())
}

/// `delete_section/{id}`, with the sections and cases in it.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state
        .section(call, call.id(0, "section_id")?, "section_id")?
        .id;
    let sections = state.subtree(id);
    let cases: Vec<u64> = sections
        .iter()
        .flat_map(|section| indexed(&state.index.cases_by_section, *section))
        .collect();
    if call.is_preview()? {
        return Ok(json!({
            "affected_sections": sections.len(),
            "affected_cases": cases.len(),
            "affected_tests": state.open_tests_of(&cases).len(),
        })
        .into());
    }
    state.remove_cases(&cases);
    for section in sections {
        state.sections.remove(section);
    }
    Ok(Reply::Empty)
}

impl State {
    /// The sections of a suite, depth first.
    pub(super) fn section_order(&self, suite_id: u64) -> Vec<u64> {
        let children = self.children(suite_id);
        let mut order = Vec::new();
        let mut waiting: Vec<u64> = children.get(&None).cloned().unwrap_or_default();
        waiting.reverse();
        while let Some(id) = waiting.pop() {
            order.push(id);
            waiting.extend(children.get(&Some(id)).into_iter().flatten().rev());
        }
        order
    }

    /// The display order of a section that comes last in its suite.
    pub(super) fn next_section_order(&self, suite_id: u64) -> u64 {
        let orders = self
            .sections
            .iter()
            .filter(|section| section.suite_id == suite_id)
            .map(|section| section.display_order);
        orders.max().unwrap_or(0) + 1
    }

    /// Recomputes the depths of a suite's sections from their parents.
    pub(super) fn settle_depths(&mut self, suite_id: u64) {
        for id in self.section_order(suite_id) {
            let parent = self.sections.get(id).and_then(|section| section.parent_id);
            let depth = parent
                .and_then(|parent| self.sections.get(parent))
                .map_or(0, |parent| parent.depth + 1);
            if let Some(section) = self.sections.get_mut(id) {
                section.depth = depth;
            }
        }
    }

    fn children(&self, suite_id: u64) -> BTreeMap<Option<u64>, Vec<u64>> {
        let mut sections: Vec<&Section> = self
            .sections
            .iter()
            .filter(|section| section.suite_id == suite_id)
            .collect();
        sections.sort_by_key(|section| (section.display_order, section.id));
        let mut children: BTreeMap<Option<u64>, Vec<u64>> = BTreeMap::new();
        for section in sections {
            children
                .entry(section.parent_id)
                .or_default()
                .push(section.id);
        }
        children
    }

    /// A section and everything below it.
    fn subtree(&self, id: u64) -> BTreeSet<u64> {
        let suite_id = self.sections.get(id).map_or(0, |section| section.suite_id);
        let children = self.children(suite_id);
        let mut subtree = BTreeSet::new();
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            subtree.insert(id);
            waiting.extend(children.get(&Some(id)).into_iter().flatten());
        }
        subtree
    }

    fn sibling_of(&self, suite_id: u64, id: u64, field: &str) -> Result<&Section, ApiError> {
        self.sections
            .get(id)
            .filter(|section| section.suite_id == suite_id)
            .ok_or_else(|| ApiError::field(field, "is not a valid section"))
    }

    /// Numbers the siblings anew so that the section comes first or after another one.
    fn place_section(
        &mut self,
        suite_id: u64,
        id: u64,
        parent_id: Option<u64>,
        after_id: Option<u64>,
    ) {
        let mut siblings = self
            .children(suite_id)
            .remove(&parent_id)
            .unwrap_or_default();
        siblings.retain(|sibling| *sibling != id);
        let place = after_id
            .and_then(|after| siblings.iter().position(|sibling| *sibling == after))
            .map_or(0, |place| place + 1);
        siblings.insert(place, id);
        for (order, sibling) in (1..).zip(siblings) {
            if let Some(section) = self.sections.get_mut(sibling) {
                section.display_order = order;
            }
        }
        self.settle_depths(suite_id);
    }
}
