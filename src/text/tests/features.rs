//! One picture for each feature of Markdown: what is sent to each kind of field, and what a plan shows of it.

use insta::assert_snapshot;

use crate::model::StepText;
use crate::text::testing::Server;
use crate::{
    model::Markup,
    text::{
        Base, NumberedItem, canonical, from_markdown, from_plain, numbered, one_line, same, shorten,
    },
};

fn base() -> Base {
    Base::new(&"https://testops.example.com/".parse().unwrap())
}

/// Shows what is sent for a Markdown text, and the canonical form of it, which must be that of what is stored.
fn pictures(markdown: &str) -> String {
    picture(|markup| from_markdown(markdown, markup, &base()))
}

fn plain_pictures(text: &str) -> String {
    picture(|markup| from_plain(text, markup))
}

fn picture(send: impl Fn(Markup) -> String) -> String {
    let html = send(Markup::Html);
    let markdown = send(Markup::Markdown);
    for (sent, markup) in [(&html, Markup::Html), (&markdown, Markup::Markdown)] {
        for server in [Server::Verbatim, Server::Wrap] {
            assert!(
                server.eats(sent, markup) || same(sent, &server.store(sent), markup),
                "{markup:?} {server:?}: {sent}"
            );
        }
    }
    format!(
        "html:\n{html}markdown:\n{markdown}\nplain:\n{}\ncanonical:\n{}",
        send(Markup::Plain),
        canonical(&html, Markup::Html)
    )
}

#[test]
fn placeholders_and_comparisons_stay_text() {
    assert_snapshot!(pictures("Open <url> as <User Name>, check a < b && c > d, `<id>` and `a && b`."), @"
    html:
    <p>Open &lt;url&gt; as &lt;User Name&gt;, check a &lt; b &amp;&amp; c &gt; d, <code>&lt;id&gt;</code> and <code>a &amp;&amp; b</code>.</p>
    markdown:
    Open &lt;url> as &lt;User Name>, check a < b && c > d, `<id>` and `a && b`.
    plain:
    Open <url> as <User Name>, check a < b && c > d, <id> and a && b.
    canonical:
    Open <url> as <User Name>, check a < b && c > d, `<id>` and `a && b`.
    ");
}

#[test]
fn looks_are_kept() {
    assert_snapshot!(pictures("**bold**, *slanted*, ***both***, ~~gone~~, `code`, in**tra**word, **\"quoted\"**"), @r#"
    html:
    <p><strong>bold</strong>, <em>slanted</em>, <strong><em>both</em></strong>, <s>gone</s>, <code>code</code>, in<strong>tra</strong>word, <strong>"quoted"</strong></p>
    markdown:
    **bold**, *slanted*, ***both***, ~~gone~~, `code`, in**tra**word, **"quoted"**
    plain:
    bold, slanted, both, gone, code, intraword, "quoted"
    canonical:
    **bold**, *slanted*, ***both***, ~~gone~~, `code`, in**tra**word, **"quoted"**
    "#);
}

#[test]
fn code_blocks_keep_their_lines() {
    assert_snapshot!(pictures("```sh\nif a && b; then\n  echo x\nfi\n```\n\n    indented\n"), @"
    html:
    <pre><code>if a &amp;&amp; b; then
      echo x
    fi
    </code></pre>
    <pre><code>indented
    </code></pre>
    markdown:
        if a && b; then
          echo x
        fi

    ```
    indented
    ```
    plain:
    if a && b; then
      echo x
    fi

    indented
    canonical:
    ```
    if a && b; then
      echo x
    fi
    ```

    ```
    indented
    ```
    ");
}

#[test]
fn code_with_tags_is_code_on_a_markdown_server() {
    assert_snapshot!(pictures("```xml\n<order id=\"1\">\n  <sum>1</sum>\n</order>\n```\n\nNamed `IMG_<n>` or `&lt;`"), @r#"
    html:
    <pre><code>&lt;order id="1"&gt;
      &lt;sum&gt;1&lt;/sum&gt;
    &lt;/order&gt;
    </code></pre>
    <p>Named <code>IMG_&lt;n&gt;</code> or <code>&amp;lt;</code></p>
    markdown:
        <order id="1">
          <sum>1</sum>
        </order>

    Named `IMG_<n>` or &amp;lt;
    plain:
    <order id="1">
      <sum>1</sum>
    </order>

    Named IMG_<n> or &lt;
    canonical:
    ```
    <order id="1">
      <sum>1</sum>
    </order>
    ```

    Named `IMG_<n>` or `&lt;`
    "#);
}

#[test]
fn code_on_the_line_of_the_fence_is_code() {
    let sent = from_markdown("```select *\nfrom cart\n```", Markup::Html, &base());
    assert_eq!(sent, "<pre><code>select *\nfrom cart\n</code></pre>\n");
    let sent = from_markdown("```sql\nselect 1\n```", Markup::Html, &base());
    assert_eq!(sent, "<pre><code>select 1\n</code></pre>\n");
    let sent = from_markdown("```quit\n```", Markup::Html, &base());
    assert_eq!(sent, "<pre><code>quit\n</code></pre>\n");
}

#[test]
fn tables_keep_their_cells() {
    assert_snapshot!(pictures("| Key | Value |\n| :-- | --: |\n| a\\|b | **x**<br>y |\n| `c|d` | |"), @r"
    html:
    <table>
    <thead>
    <tr><th>Key</th><th>Value</th></tr>
    </thead>
    <tbody>
    <tr><td>a|b</td><td><strong>x</strong><br />y</td></tr>
    <tr><td>`c</td><td>d`</td></tr>
    </tbody>
    </table>
    markdown:
    | Key | Value |
    | --- | --- |
    | a&#124;b | **x**<br />y |
    | \`c | d\` |
    plain:
    Key | Value
    a|b | x / y
    `c | d`
    canonical:
    | Key | Value |
    | --- | --- |
    | a|b | **x**<br />y |
    | \`c | d\` |
    ");
}

#[test]
fn lists_nest_and_keep_their_numbers() {
    assert_snapshot!(pictures("3. three\n   - inner\n     - innermost\n\n   more of three\n4. four\n\n- other list"), @r#"
    html:
    <ol start="3">
    <li>three
    <ul>
    <li>inner
    <ul>
    <li>innermost</li>
    </ul>
    </li>
    </ul>
    <p>more of three</p>
    </li>
    <li>four</li>
    </ol>
    <ul>
    <li>other list</li>
    </ul>
    markdown:
    3. three
       - inner
         - innermost

       more of three
    4. four

    - other list
    plain:
    3. three
       - inner
         - innermost

       more of three
    4. four

    - other list
    canonical:
    3. three
       - inner
         - innermost

       more of three
    4. four

    - other list
    "#);
}

#[test]
fn old_servers_get_markdown_that_they_show() {
    let markdown = "Intro\n- a\n  - b\n\ntwo  \nlines ~x~ \\~ a\\~b 50|50\n\n```\nx = 1\n\n  y\n```\n\nH<sub>2</sub>O x<sup>2</sup> <u>under</u>\n\n=a\n\n- x\n\n```\nlist before\n```";
    assert_snapshot!(from_markdown(markdown, Markup::Markdown, &base()), @"
    Intro

    - a
      - b

    two  
    lines ~~x~~ ~ a&#126;b 50|50

        x = 1

          y

    H<sub>2</sub>O x<sup>2</sup> <u>under</u>

    &#61;a

    - x

    ```
    list before
    ```
    ");
    let sent = from_plain("Open the page\nPress OK\n| not a table", Markup::Markdown);
    assert_snapshot!(sent, @"
    Open the page  
    Press OK  
    &#124; not a table
    ");
    // What earlier versions wrote says the same.
    for (new, old) in [
        ("a  \nb", "a\\\nb"),
        ("    x", "```\nx\n```"),
        ("a\n\n- b", "a\n- b"),
        ("a&#126;b", "a\\~b"),
    ] {
        assert!(same(new, old, Markup::Markdown), "{new} {old}");
    }
}

#[test]
fn tasks_keep_their_boxes() {
    assert_snapshot!(pictures("- [ ] open\n- [x] done"), @"
    html:
    <ul>
    <li>[ ] open</li>
    <li>[x] done</li>
    </ul>
    markdown:
    - [ ] open
    - [x] done
    plain:
    - [ ] open
    - [x] done
    canonical:
    - [ ] open
    - [x] done
    ");
}

#[test]
fn links_and_images_become_absolute() {
    assert_snapshot!(pictures(
        "[docs](/docs?a=1&b=2) <https://example.com/x> https://example.com/a_b\n\n![form](/api/rs/testcase/attachment/5/content)"
    ), @r#"
    html:
    <p><a href="https://testops.example.com/docs?a=1&amp;b=2">docs</a> <a href="https://example.com/x">https://example.com/x</a> <a href="https://example.com/a_b">https://example.com/a_b</a></p>
    <p><img src="https://testops.example.com/api/rs/testcase/attachment/5/content" alt="form" /></p>
    markdown:
    [docs](https://testops.example.com/docs?a=1&b=2) https://example.com/x https://example.com/a_b

    ![form](https://testops.example.com/api/rs/testcase/attachment/5/content)
    plain:
    docs (https://testops.example.com/docs?a=1&b=2) https://example.com/x https://example.com/a_b

    form (https://testops.example.com/api/rs/testcase/attachment/5/content)
    canonical:
    [docs](https://testops.example.com/docs?a=1&b=2) https://example.com/x https://example.com/a_b

    ![](https://testops.example.com/api/rs/testcase/attachment/5/content)
    "#);
}

#[test]
fn every_address_can_be_clicked_and_none_is_lost() {
    assert_snapshot!(pictures(
        "[e.com](http://e.com) and <https://wiki.example.com/a> and [https://x.com/a](https://x.com/a), www.e.com, <qa@e.com>\n\n- `https://e.com/code` https://e.com/**b**"
    ), @r#"
    html:
    <p><a href="http://e.com">e.com</a> and <a href="https://wiki.example.com/a">https://wiki.example.com/a</a> and <a href="https://x.com/a">https://x.com/a</a>, <a href="http://www.e.com">www.e.com</a>, <a href="mailto:qa@e.com">qa@e.com</a></p>
    <ul>
    <li><code>https://e.com/code</code> https://e.com/<strong>b</strong></li>
    </ul>
    markdown:
    [e.com](http://e.com) and https://wiki.example.com/a and https://x.com/a, www.e.com, qa@e.com

    - `https://e.com/code` https://e.com/**b**
    plain:
    e.com (http://e.com) and https://wiki.example.com/a and https://x.com/a, www.e.com, qa@e.com
    - https://e.com/code https://e.com/b
    canonical:
    [e.com](http://e.com) and https://wiki.example.com/a and https://x.com/a, www.e.com, qa@e.com
    - `https://e.com/code` https://e.com/**b**
    "#);
    assert_snapshot!(plain_pictures("Open https://shop.example.com/?a=1&b=2 (see http://e.com/x_(y))."), @r#"
    html:
    <p>Open <a href="https://shop.example.com/?a=1&amp;b=2">https://shop.example.com/?a=1&amp;b=2</a> (see <a href="http://e.com/x_%28y%29">http://e.com/x_(y)</a>).</p>
    markdown:
    Open https://shop.example.com/?a=1&amp;b=2 (see http://e.com/x\_(y)).
    plain:
    Open https://shop.example.com/?a=1&b=2 (see http://e.com/x_(y)).
    canonical:
    Open https://shop.example.com/?a=1&b=2 (see http://e.com/x_(y)).
    "#);
}

#[test]
fn links_that_editors_make_of_addresses_are_no_change_and_other_targets_are() {
    for (sent, stored) in [
        (
            "https://e.com/a",
            "<p><a data-fr-linked=\"true\" href=\"https://e.com/a/\">https://e.com/a</a></p>",
        ),
        ("https://e.com/a", "<p>https://e.com/a</p>"),
        ("www.e.com", "<p><a href=\"//www.e.com\">www.e.com</a></p>"),
        ("www.e.com", "<p>www.e.com</p>"),
        ("e.com", "<p><a href=\"//e.com\">e.com</a></p>"),
        (
            "qa@e.com",
            "<p><a href=\"mailto:qa@e.com\">qa@e.com</a></p>",
        ),
    ] {
        let sent = from_markdown(sent, Markup::Html, &base());
        assert!(same(&sent, stored, Markup::Html), "{sent} {stored}");
    }
    for (one, other) in [
        ("[e.com](http://e.com)", "[e.com](https://e.com)"),
        ("[e.com](http://e.com)", "e.com"),
        ("[https://e.com](http://e.com)", "https://e.com"),
    ] {
        for markup in [Markup::Html, Markup::Markdown] {
            let of = |text| from_markdown(text, markup, &base());
            assert!(!same(&of(one), &of(other), markup), "{one} {other}");
        }
    }
}

#[test]
fn pictures_and_pages_of_testrail_itself_stay_where_they_are() {
    let markdown = "![](index.php?/attachments/get/1234) [C5](index.php?/cases/view/5) [x](/index.php?/runs/view/1)";
    assert_snapshot!(pictures(markdown), @r#"
    html:
    <p><img src="index.php?/attachments/get/1234" alt="" /> <a href="index.php?/cases/view/5">C5</a> <a href="/index.php?/runs/view/1">x</a></p>
    markdown:
    ![](index.php?/attachments/get/1234) [C5](index.php?/cases/view/5) [x](/index.php?/runs/view/1)
    plain:
    index.php?/attachments/get/1234 C5 (index.php?/cases/view/5) x (/index.php?/runs/view/1)
    canonical:
    ![](index.php?/attachments/get/1234) [C5](index.php?/cases/view/5) [x](/index.php?/runs/view/1)
    "#);
    assert_snapshot!(plain_pictures("See ![shot](index.php?/attachments/get/1234) and ![no] ![x](y)"), @r#"
    html:
    <p>See <img src="index.php?/attachments/get/1234" alt="shot" /> and ![no] ![x](y)</p>
    markdown:
    See ![shot](index.php?/attachments/get/1234) and ![no] ![x\](y)
    plain:
    See ![shot](index.php?/attachments/get/1234) and ![no] ![x](y)
    canonical:
    See ![](index.php?/attachments/get/1234) and ![no] ![x\](y)
    "#);
    let step = NumberedItem {
        text: StepText::Plain("See ![](index.php?/attachments/get/1234)".to_owned()),
        ..NumberedItem::default()
    };
    assert_snapshot!(numbered(&[step], Markup::Html, &base()), @r#"
    <ol>
    <li>See <img src="index.php?/attachments/get/1234" alt="" /></li>
    </ol>
    "#);
}

#[test]
fn xml_keeps_all_of_its_tags() {
    for xml in [
        "<tree k=\"x\"><a>1</a></tree>",
        "<a class=\"link\">Home</a>",
        "<Envelope><s>x</s><b>2</b>",
        "<Envelope><s>x</s><b>2</b></Envelope> and <q>",
        "<order><table>5</table>",
        "<order><table>5</table></order>",
        "<table>5</table> <td>6</td>",
        "<img> and <img src=\"\"> and <a href=\"javascript:x\">b</a>",
        "an open <b> or <i>, and </s> alone",
        "<?xml version=\"1.0\"?>\n<tree>\n<b>1</b>\n</tree>",
        "<tree>\n<p>1</p>\n</tree>",
        "before <tree><u>x</u>, **y** and <i>z</i></tree>",
        "<b/> <a href=\"https://e.com\"/>",
    ] {
        for markup in [Markup::Html, Markup::Markdown] {
            let sent = from_markdown(xml, markup, &base());
            let shown = canonical(&sent, markup).replace("**", "");
            let expected = xml.replace("**", "");
            assert_eq!(one_line(&shown), one_line(&expected), "{sent}");
        }
    }
}

#[test]
fn html_that_formats_is_formatting_beside_placeholders() {
    assert_snapshot!(pictures(
        "Enter <name> and <b>press</b> <Enter><br>then <a name=\"x\"></a>H<sub>2</sub>O\n\n<details>\n<summary>More</summary>\n\n**x**\n\n</details>\n\n| <b>a</b> | b |\n| --- | --- |\n| x <br> y | <i>z |"
    ), @"
    html:
    <p>Enter &lt;name&gt; and <strong>press</strong> &lt;Enter&gt;<br />then H<sub>2</sub>O</p>
    <p>More</p>
    <p><strong>x</strong></p>
    <table>
    <thead>
    <tr><th><strong>a</strong></th><th>b</th></tr>
    </thead>
    <tbody>
    <tr><td>x<br />y</td><td>&lt;i&gt;z</td></tr>
    </tbody>
    </table>
    markdown:
    Enter &lt;name> and **press** &lt;Enter>  
    then H<sub>2</sub>O

    More

    **x**

    | **a** | b |
    | --- | --- |
    | x<br />y | &lt;i>z |
    plain:
    Enter <name> and press <Enter>
    then H2O

    More

    x

    a | b
    x / y | <i>z
    canonical:
    Enter <name> and **press** <Enter>
    then H<sub>2</sub>O

    More

    **x**

    | **a** | b |
    | --- | --- |
    | x<br />y | <i>z |
    ");
}

#[test]
fn internal_notes_are_shown_nowhere() {
    for markdown in [
        "a <!-- hidden --> b",
        "a\n<!-- hidden -->\nb",
        "a\n\n<!-- hidden\n\nhidden -->\n\nb",
        "<tree>a <!-- hidden --> b</tree>",
        "<div>a <!-- hidden --> b</div>",
    ] {
        for markup in [Markup::Html, Markup::Markdown, Markup::Plain] {
            let sent = from_markdown(markdown, markup, &base());
            let is_whole = sent.contains('a') && sent.contains('b');
            assert!(
                is_whole && !sent.contains("hidden") && !sent.contains("--"),
                "{sent}"
            );
        }
    }
}

#[test]
fn links_that_run_code_are_shown_as_text() {
    assert_snapshot!(pictures(
        "[a](javascript:alert%281%29) [b](JaVa&#10;Script:x) ![c](data:text/html,x) <a href=\"vbscript:x\">d</a> [e](app://open)"
    ), @r#"
    html:
    <p>a (javascript:alert%281%29) b (JaVa Script:x) c (data:text/html,x) &lt;a href="vbscript:x"&gt;d&lt;/a&gt; e (app://open)</p>
    markdown:
    a (javascript:alert%281%29) b (JaVa Script:x) c (data:text/html,x) &lt;a href="vbscript:x">d&lt;/a> e (app://open)
    plain:
    a (javascript:alert%281%29) b (JaVa Script:x) c (data:text/html,x) <a href="vbscript:x">d</a> e (app://open)
    canonical:
    a (javascript:alert%281%29) b (JaVa Script:x) c (data:text/html,x) <a href="vbscript:x">d</a> e (app://open)
    "#);
}

#[test]
fn headings_quotes_and_rules_are_kept() {
    assert_snapshot!(pictures("# One #\n\nTwo\n---\n\n> quoted\n>\n> > twice\n\n---\n"), @"
    html:
    <h1>One</h1>
    <h2>Two</h2>
    <blockquote>
    <p>quoted</p>
    <blockquote>
    <p>twice</p>
    </blockquote>
    </blockquote>
    <hr />
    markdown:
    # One

    ## Two

    > quoted
    >
    > > twice

    ___
    plain:
    One

    Two

    > quoted
    >
    > > twice

    ---
    canonical:
    # One

    ## Two

    > quoted
    >
    > > twice

    ---
    ");
}

#[test]
fn hard_breaks_break_and_soft_breaks_do_not() {
    assert_snapshot!(pictures("hard  \nbreak\\\nagain\r\nsoft"), @"
    html:
    <p>hard<br />break<br />again soft</p>
    markdown:
    hard  
    break  
    again soft
    plain:
    hard
    break
    again soft
    canonical:
    hard
    break
    again soft
    ");
}

#[test]
fn entities_of_the_source_are_characters() {
    assert_snapshot!(pictures("&lt;b&gt; &amp;lt; &copy; &#128512; &nbsp; &unknown; `&lt;`"), @"
    html:
    <p>&lt;b&gt; &amp;lt; © 😀 &nbsp; &amp;unknown; <code>&amp;lt;</code></p>
    markdown:
    &lt;b> &amp;lt; © 😀 &nbsp; &amp;unknown; &amp;lt;
    plain:
    <b> &lt; © 😀   &unknown; &lt;
    canonical:
    <b> &lt; © 😀   &unknown; `&lt;`
    ");
}

#[test]
fn footnotes_become_labels() {
    assert_snapshot!(pictures("Pay[^1] now.\n\n[^1]: With a *card*."), @"
    html:
    <p>Pay[1] now.</p>
    <p>[1] With a <em>card</em>.</p>
    markdown:
    Pay[1] now.

    [1] With a *card*.
    plain:
    Pay[1] now.

    [1] With a card.
    canonical:
    Pay[1] now.

    [1] With a *card*.
    ");
}

#[test]
fn raw_html_that_formats_becomes_formatting_and_other_raw_html_becomes_text() {
    assert_snapshot!(pictures(
        "a<br>b <b>bold</b> H<sub>2</sub>O <u>under</u> <script>alert(1)</script> <!-- note -->\n\n<table><tr><th>k</th></tr><tr><td>v <iframe src=x></td></tr></table>\n\n<div onclick=\"x()\">\n<ul><li>one<li>two</ul>\n</div>"
    ), @"
    html:
    <p>a<br />b <strong>bold</strong> H<sub>2</sub>O <u>under</u> &lt;script&gt;alert(1)&lt;/script&gt;</p>
    <table>
    <thead>
    <tr><th>k</th></tr>
    </thead>
    <tbody>
    <tr><td>v &lt;iframe src=x&gt;</td></tr>
    </tbody>
    </table>
    <ul>
    <li>one</li>
    <li>two</li>
    </ul>
    markdown:
    a  
    b **bold** H<sub>2</sub>O <u>under</u> &lt;script>alert(1)&lt;/script>

    | k |
    | --- |
    | v &lt;iframe src=x> |

    - one
    - two
    plain:
    a
    b bold H2O under <script>alert(1)</script>

    k
    v <iframe src=x>

    - one
    - two
    canonical:
    a
    b **bold** H<sub>2</sub>O <u>under</u> <script>alert(1)</script>

    | k |
    | --- |
    | v <iframe src=x> |

    - one
    - two
    ");
}

#[test]
fn scripts_of_the_world_pass() {
    let pictures = pictures("Привет \u{2014} 日本語 שלום e\u{301} 👩‍👩‍👧 a\u{200b}b «x» “y”");
    let visible = pictures
        .replace('\u{301}', "(acute)")
        .replace('\u{200b}', "(zero width)");
    assert_snapshot!(visible, @"
    html:
    <p>Привет &mdash; 日本語 שלום e(acute) 👩‍👩‍👧 a(zero width)b «x» “y”</p>
    markdown:
    Привет — 日本語 שלום e(acute) 👩‍👩‍👧 a(zero width)b «x» “y”
    plain:
    Привет — 日本語 שלום e(acute) 👩‍👩‍👧 a(zero width)b «x» “y”
    canonical:
    Привет — 日本語 שלום é 👩‍👩‍👧 ab «x» “y”
    ");
}

#[test]
fn marks_in_text_stay_marks() {
    assert_snapshot!(pictures("\\*not bold\\* 2 * 3 * 4 snake_case _\\_init\\__ C:\\temp \\[a](b) ~/bin `` ` `` #1\n\n\\# no heading\n\n1\\. no list"), @r"
    html:
    <p>*not bold* 2 * 3 * 4 snake_case <em>_init_</em> C:\temp [a](b) ~/bin <code>`</code> #1</p>
    <p># no heading</p>
    <p>1. no list</p>
    markdown:
    \*not bold\* 2 * 3 * 4 snake_case *\_init\_* C:\temp [a\](b) &#126;/bin `` ` `` #1

    \# no heading

    1\. no list
    plain:
    *not bold* 2 * 3 * 4 snake_case _init_ C:\temp [a](b) ~/bin ` #1

    # no heading

    1. no list
    canonical:
    \*not bold\* 2 * 3 * 4 snake_case *_init_* C:\temp [a\](b) ~/bin `` ` `` #1

    \# no heading

    1\. no list
    ");
}

#[test]
fn control_characters_go() {
    assert_snapshot!(pictures("a\0b\u{7}c\u{1b}[31md\u{85}e\u{ffff}f"), @"
    html:
    <p>abc[31mdef</p>
    markdown:
    abc[31mdef
    plain:
    abc[31mdef
    canonical:
    abc[31mdef
    ");
}

#[test]
fn plain_text_stands_for_itself() {
    assert_snapshot!(plain_pictures("1. Open <url>\n  * press \"OK\" & wait\n\n# 100% **done** _x_ `y`\r\n<b>x</b> &lt; C:\\*"), @r#"
    html:
    <p>1. Open &lt;url&gt;<br />&nbsp;&nbsp;* press "OK" &amp; wait</p>
    <p># 100% **done** _x_ `y`<br />&lt;b&gt;x&lt;/b&gt; &amp;lt; C:\*</p>
    markdown:
    1\. Open &lt;url>  
    &nbsp;&nbsp;\* press "OK" & wait

    \# 100% \*\*done\*\* \_x\_ \`y\`  
    &lt;b>x&lt;/b> &amp;lt; C:\\\*
    plain:
    1. Open <url>
      * press "OK" & wait

    # 100% **done** _x_ `y`
    <b>x</b> &lt; C:\*
    canonical:
    1\. Open <url>
      \* press "OK" & wait

    \# 100% \*\*done\*\* _x_ \`y\`
    <b>x</b> &lt; C:\\\*
    "#);
}

#[test]
fn scenarios_become_numbered_lists() {
    let items = [
        NumberedItem {
            text: "Open the page\nin a new tab".into(),
            expected: vec!["Form is shown".into(), "No <error>".into()],
            items: vec![NumberedItem {
                text: "Click *Login*".into(),
                ..NumberedItem::default()
            }],
        },
        NumberedItem {
            text: "2. Close".into(),
            ..NumberedItem::default()
        },
    ];
    assert_snapshot!(picture(|markup| numbered(&items, markup, &base())), @r"
    html:
    <ol>
    <li>Open the page<br />in a new tab<br />Expected: Form is shown<br />Expected: No &lt;error&gt;
    <ol>
    <li>Click *Login*</li>
    </ol>
    </li>
    <li>2. Close</li>
    </ol>
    markdown:
    1. Open the page  
       in a new tab  
       Expected: Form is shown  
       Expected: No &lt;error>
       1. Click \*Login\*
    2. 2\. Close
    plain:
    1. Open the page
       in a new tab
       Expected: Form is shown
       Expected: No <error>
       1. Click *Login*
    2. 2. Close
    canonical:
    1. Open the page
       in a new tab
       Expected: Form is shown
       Expected: No <error>
       1. Click \*Login\*
    2. 2\. Close
    ");
}

#[test]
fn blank_text_is_no_text() {
    for blank in ["", " ", "\n\n", "\u{a0}", "\0", "<br>", "&nbsp;", "<p></p>"] {
        for markup in [Markup::Html, Markup::Markdown, Markup::Plain] {
            assert_eq!(
                from_markdown(blank, markup, &base()),
                "",
                "{blank:?} {markup:?}"
            );
        }
    }
    for stored in ["<p></p>\n", "<p>&nbsp;</p>", "<p><br /></p>", ""] {
        assert!(same("", stored, Markup::Html), "{stored:?}");
    }
}

#[test]
fn what_servers_and_editors_do_on_their_own_changes_nothing() {
    for (sent, stored) in [
        ("<p>a &mdash; b</p>\n", "<p>a \u{2014} b</p>"),
        ("<p>a b</p>\n", "<p>a&nbsp;b</p>\r\n"),
        ("<p>a<br />b</p>\n", "<p>a<br>b<br></p>"),
        (
            "<p><strong>a</strong></p>\n",
            "<p class=\"x\"><b style=\"color: red\">a</b></p>",
        ),
        ("<p>a</p>\n<p>b</p>\n", "<div>a</div><div>b</div>"),
        (
            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n",
            "<ul><li><p>a</p></li><li><p>b</p></li></ul>",
        ),
        (
            "<ol>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ol>\n",
            "<ol><li>a</li><ul><li>b</li></ul></ol>",
        ),
        (
            "<p>https://example.com</p>\n",
            "<p><a data-fr-linked=\"true\" href=\"https://example.com/\">https://example.com</a></p>",
        ),
        (
            "<p>\"a\" &amp; 'b'</p>\n",
            "<p>&quot;a&quot; &#38; &#39;b&#x27;</p>",
        ),
        (
            "<pre><code>a\n  b\n</code></pre>\n",
            "<pre>a<br>&nbsp; b</pre>",
        ),
        (
            "<table>\n<thead>\n<tr><th>a</th></tr>\n</thead>\n</table>\n",
            "<table style=\"width: 100%\"><tr><th>a<br></th></tr></table>",
        ),
        (
            "<p><em><strong>a</strong></em></p>\n",
            "<p><b><i>a</i></b></p>",
        ),
        (
            "<p><strong>a</strong> b</p>\n",
            "<p><strong>a </strong>b</p>",
        ),
    ] {
        assert!(
            same(sent, stored, Markup::Html),
            "{sent}\n{}\n\n{stored}\n{}",
            canonical(sent, Markup::Html),
            canonical(stored, Markup::Html)
        );
    }
    for (sent, stored) in [
        ("a & b < c", "<p>a &amp; b &lt; c</p>\n"),
        (
            "> quote\n\n- a\n- `x && y`",
            "<p>&gt; quote\r\n\r\n- a\r\n- `x &amp;&amp; y`</p>\n",
        ),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("- a\n- b", "* a\n\n* b\n"),
    ] {
        assert!(same(sent, stored, Markup::Markdown), "{sent}\n{stored}");
    }
    assert!(same("a & b", "<p>a &amp; b</p>\n", Markup::Plain));
    assert!(same("open <url> now", "<p>open  now</p>\n", Markup::Plain));
    assert!(same("&lt; &copy", "<p>&lt; &amp;copy</p>\n", Markup::Plain));
}

#[test]
fn a_field_that_somebody_saved_in_an_editor_is_unchanged_and_a_changed_word_is_not() {
    for (stored, markdown) in [
        ("<p>Click&#8203; Save go</p>", "Click Save go"),
        (
            "<p>&#65279;Click&shy;able go&#8203;</p><p>&#8203;</p>",
            "Clickable go",
        ),
        ("<p>a&#8239;b go</p>", "a b go"),
        ("<p>и&#774; go</p>", "й go"),
        ("<p>й go</p>", "и\u{306} go"),
        (
            "<p><a href=\"https://e.com/%D1%8F\">x</a> go</p>",
            "[x](https://e.com/я) go",
        ),
        (
            "<p><a href=\"HTTPS://E.com/%7ea%2fb?q=%C3%A9&amp;t=1#X\">x</a> go</p>",
            "[x](https://e.com/~a%2Fb?q=é&t=1#X) go",
        ),
        (
            "<p><img src=\"https://e.com/p.png#_t=17\" data-original-src=\"https://e.com/p.png\"> go</p>",
            "![](https://e.com/p.png) go",
        ),
        (
            "<pre><div>x</div><div><br></div><div>go</div></pre>",
            "```\nx\n\ngo\n```",
        ),
        ("<pre><p>x</p><p>go</p></pre>", "```\nx\ngo\n```"),
        (
            "<ul><li><input type=\"checkbox\" checked> go</li><li><input type=\"checkbox\">no</li></ul>",
            "- [x] go\n- [ ] no",
        ),
        (
            "<ul><li data-checked=\"true\"><label><input type=\"checkbox\" checked></label><div><p>go</p></div></li></ul>",
            "- [x] go",
        ),
        (
            "<ol><li data-list=\"unchecked\"><span class=\"ql-ui\"></span>go</li></ol>",
            "1. [ ] go",
        ),
        ("<ul>text<li>go</li></ul>", "text\n\n- go"),
        ("<style>p.p1{margin:0}</style><p>go</p>", "go"),
        (
            "<head><title>x</title><STYLE>p</STYLE></head><body><p>go</p><script>x()</script></body>",
            "go",
        ),
        ("<section>one</section><section>go</section>", "one\n\ngo"),
        (
            "<p>one</p><figure>go<figcaption>x</figcaption></figure>",
            "one\n\ngo\n\nx",
        ),
        ("<dl><dt>one</dt><dd>go</dd></dl>", "one\n\ngo"),
        ("<p><span style=\"font-weight:600\">go</span></p>", "**go**"),
        (
            "<p><span style=\"FONT-WEIGHT: bold; font-style: italic\">go</span></p>",
            "***go***",
        ),
        ("<p><b style=\"font-weight:normal\">go</b></p>", "go"),
        (
            "<p><strong>a <span style=\"font-weight: 400\">go</span> b</strong></p>",
            "**a** go **b**",
        ),
        (
            "<p><span style=\"text-decoration: line-through;\">go</span></p>",
            "~~go~~",
        ),
    ] {
        let sent = from_markdown(markdown, Markup::Html, &base());
        let shown = |text: &str| canonical(text, Markup::Html);
        assert!(
            same(&sent, stored, Markup::Html),
            "{stored}\n{}\n{}",
            shown(stored),
            shown(&sent)
        );
        let changed = from_markdown(&markdown.replace("go", "went"), Markup::Html, &base());
        assert!(!same(&changed, stored, Markup::Html), "{stored}");
        let changed = stored.replace("go", "went");
        assert!(!same(&sent, &changed, Markup::Html), "{stored}");
    }
}

#[test]
fn blanks_that_are_the_point_of_a_step_arrive_and_count() {
    assert_snapshot!(plain_pictures("spec:\n  a: 1\n  b:\n\tc: 2\nType \"  Radiant   Tee  \"\n| a    | b |"), @r#"
    html:
    <p>spec:<br />&nbsp;&nbsp;a: 1<br />&nbsp;&nbsp;b:<br />&nbsp;&nbsp;&nbsp;&nbsp;c: 2<br />Type " &nbsp;Radiant &nbsp; Tee &nbsp;"<br />| a &nbsp; &nbsp;| b |</p>
    markdown:
    spec:  
    &nbsp;&nbsp;a: 1  
    &nbsp;&nbsp;b:  
    &nbsp;&nbsp;&nbsp;&nbsp;c: 2  
    Type " &nbsp;Radiant &nbsp; Tee &nbsp;"  
    &#124; a &nbsp; &nbsp;| b |
    plain:
    spec:
      a: 1
      b:
    	c: 2
    Type "  Radiant   Tee  "
    | a    | b |
    canonical:
    spec:
      a: 1
      b:
        c: 2
    Type "  Radiant   Tee  "
    \| a    | b |
    "#);
    let step = |text: &str| {
        let item = NumberedItem {
            text: StepText::Plain(text.to_owned()),
            ..NumberedItem::default()
        };
        numbered(&[item], Markup::Html, &base())
    };
    assert_snapshot!(step("spec:\n  a:  1"), @"
    <ol>
    <li>spec:<br />&nbsp;&nbsp;a: &nbsp;1</li>
    </ol>
    ");
    for (one, other) in [
        ("spec:\n  a: 1\n  b:\n    c: 2", "spec:\n  a: 1\nb:\n  c: 2"),
        ("Type \"  Tee  \"", "Type \"  Tee   \""),
        ("Type \"  Tee\"", "Type \" Tee\""),
        ("a    b", "a     b"),
        ("go", "  go"),
    ] {
        for markup in [Markup::Html, Markup::Markdown, Markup::Plain] {
            let of = |text| from_plain(text, markup);
            assert!(!same(&of(one), &of(other), markup), "{one} {other}");
            assert!(same(&of(one), &of(&format!("{one}  \n ")), markup), "{one}");
        }
        assert!(!same(&step(one), &step(other), Markup::Html));
    }
    for (one, other) in [
        ("<p>a&nbsp;b</p>", "<p>a b</p>"),
        ("<p>a &nbsp;b</p>", "<p>a&nbsp; b</p>"),
        ("<p>a &nbsp;b</p>", "<p>a&nbsp;&nbsp;b</p>"),
        ("<p>a<br>&nbsp; b</p>", "<p>a<br>\n&nbsp;&nbsp;b&nbsp;</p>"),
        ("<p><b>a&nbsp;</b> b</p>", "<p><b>a</b> &nbsp;b</p>"),
    ] {
        assert!(same(one, other, Markup::Html), "{one} {other}");
    }
}

#[test]
fn what_a_reader_sees_as_different_is_different() {
    for (one, other) in [
        ("<p>wait 5 s</p>", "<p>wait 6 s</p>"),
        ("<p>a&lt;b</p>", "<p>ab</p>"),
        ("<p>a &lt;b&gt; c</p>", "<p>a c</p>"),
        ("<p>a b</p>", "<p>ab</p>"),
        ("<p>a</p><p>b</p>", "<p>a b</p>"),
        ("<p>a&nbsp; b</p>", "<p>a b</p>"),
        ("<p>a<br>b</p>", "<p>a b</p>"),
        ("<p>a<br>b</p>", "<p>a</p><p>b</p>"),
        (
            "<ol><li>a</li><li>b</li></ol>",
            "<ol><li>b</li><li>a</li></ol>",
        ),
        ("<ol><li>a</li></ol>", "<ul><li>a</li></ul>"),
        ("<ol><li>a</li></ol>", "<ol start=\"2\"><li>a</li></ol>"),
        (
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
            "<ul><li>a</li><li>b</li></ul>",
        ),
        ("<ul><li>a</li></ul>", "<p>- a</p>"),
        ("<p>a</p>", "<p><b>a</b></p>"),
        ("<p>**a**</p>", "<p><b>a</b></p>"),
        (
            "<p><a href=\"https://a.example\">x</a></p>",
            "<p><a href=\"https://b.example\">x</a></p>",
        ),
        (
            "<p><img src=\"https://a.example/1\"></p>",
            "<p><img src=\"https://a.example/2\"></p>",
        ),
        ("<p>a</p>", "<blockquote>a</blockquote>"),
        ("<p>a</p>", "<h2>a</h2>"),
        ("<h1>a</h1>", "<h2>a</h2>"),
        ("<pre>a\n  b</pre>", "<pre>a\n b</pre>"),
        ("<p><code>a</code></p>", "<p>a</p>"),
        ("<p>a</p><hr>", "<p>a</p>"),
        ("<p>caf\u{e9}</p>", "<p>cafe</p>"),
        (
            "<table><tr><td>a</td><td>b</td></tr></table>",
            "<table><tr><td>b</td><td>a</td></tr></table>",
        ),
    ] {
        assert!(!same(one, other, Markup::Html), "{one} {other}");
    }
    for (one, other) in [
        ("a < b", "a b"),
        ("`a`", "a"),
        ("\\*a\\*", "*a*"),
        ("1. a", "1\\. a"),
        ("a &lt;b&gt; c&lt;/b&gt;", "a <b> c</b>"),
        ("[x](https://a.example)", "[x](https://b.example)"),
    ] {
        assert!(!same(one, other, Markup::Markdown), "{one} {other}");
    }
    assert!(!same("a", "b", Markup::Plain));
    assert!(!same("a<b wait 5", "<p>a&lt;b wait 6</p>\n", Markup::Plain));
    assert!(!same("&lt;", "<", Markup::Plain));
}

#[test]
fn servers_below_a_path_get_their_path_back() {
    let base = Base::new(&"https://example.com/allure/".parse().unwrap());
    for (address, absolute) in [
        ("/api/rs/x", "https://example.com/allure/api/rs/x"),
        ("/allure/api/rs/x", "https://example.com/allure/api/rs/x"),
        ("launch/5", "https://example.com/allure/launch/5"),
        ("/login", "https://example.com/login"),
        ("//cdn.example.com/x", "https://cdn.example.com/x"),
        ("#part", "#part"),
        ("mailto:a@example.com", "mailto:a@example.com"),
    ] {
        assert_eq!(base.link(address).as_deref(), Some(absolute));
    }
}

#[test]
fn deep_nesting_is_flattened_and_nothing_is_lost() {
    for (mark, n) in [("> ", 20_000), ("- ", 20_000), ("1. ", 20_000)] {
        let text = format!("{}deep", mark.repeat(n));
        for markup in [Markup::Html, Markup::Markdown, Markup::Plain] {
            assert!(from_markdown(&text, markup, &base()).contains("deep"));
        }
    }
    let html = format!("{}deep", "<ul><li><blockquote>".repeat(20_000));
    assert!(canonical(&html, Markup::Html).contains("deep"));
    let mut item = NumberedItem {
        text: "deepest".into(),
        ..NumberedItem::default()
    };
    for _ in 0..200 {
        item = NumberedItem {
            text: "step".into(),
            expected: Vec::new(),
            items: vec![item],
        };
    }
    let html = numbered(&[item], Markup::Html, &base());
    assert_eq!(
        (
            html.matches("step").count(),
            html.matches("deepest").count()
        ),
        (200, 1)
    );
}

#[test]
fn titles_stand_on_one_line() {
    assert_eq!(
        one_line("  a\r\n\tb\u{a0} c\0 \u{1} d\u{2028}e "),
        "a b c d e"
    );
    assert_eq!(one_line(" \n "), "");
}

#[test]
fn long_texts_are_cut_between_characters() {
    assert_eq!(shorten("abc", 3), None);
    assert_eq!(shorten("abcd", 3).as_deref(), Some("ab…"));
    assert_eq!(shorten("ab cd", 4).as_deref(), Some("ab…"));
    assert_eq!(shorten("ae\u{301}x", 3).as_deref(), Some("a…"));
    assert_eq!(shorten("👩‍👩‍👧👩‍👩‍👧", 8).as_deref(), Some("👩‍👩‍👧…"));
    assert_eq!(shorten("👩‍👩‍👧x", 5).as_deref(), Some("…"));
    assert_eq!(shorten("ab", 1).as_deref(), Some("…"));
    assert_eq!(shorten("ab", 0).as_deref(), Some(""));
}

#[test]
fn an_address_that_begins_with_www_is_no_page_of_testops() {
    for link in [
        "<a href=\"www.e.com/x\">shop</a>",
        "[shop](www.e.com/x)",
        "[shop](WWW.e.com/x)",
    ] {
        let sent = from_markdown(link, Markup::Html, &base()).to_lowercase();
        assert_eq!(sent, "<p><a href=\"http://www.e.com/x\">shop</a></p>\n");
    }
}

#[test]
fn a_title_of_invisible_characters_is_none() {
    for title in ["\u{200b}", " \u{feff} \u{200e}", "\u{ad}\u{a0}"] {
        assert_eq!(one_line(title), "");
    }
    // What joins the parts of a sign stays with them.
    assert_eq!(one_line("👩\u{200d}👧"), "👩\u{200d}👧");
    assert_eq!(one_line("a\u{200b}b"), "a\u{200b}b");
}
