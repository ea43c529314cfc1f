# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint itself: what it has to find, and what it must leave alone."""
import os
import pathlib
import tempfile
import unittest
from unittest import mock

import appstream
import coroutines
import lint
import readme
import rules
from cpptext import blank

ROOMS = rules.read_rooms((pathlib.Path(__file__).resolve().parent / "rooms.txt").read_text())

FINE = """
Task<> fine(Loop &loop, Queue<int> &queue) {
    co_await loop.sleep(1s);
    auto v = co_await queue.get();
    const auto [a, b] = co_await queue.get();
    auto &&[c, d] = co_await queue.get();
    v = co_await queue.get();
    m_items[i] = co_await queue.get();
    static const QString text = co_await name();
    if (v > 3)
        co_await loop.yield();
    else
        co_await loop.yield();
    for (int i = 0; i < 3; ++i)
        co_await loop.sleep(i);
    for (int i = 0; i < 3; ++i) { co_await loop.sleep(i); }
    while (true) {
        co_await loop.yield();
    }
    do {
        co_await loop.yield();
    } while (v);
    switch (v) {
    case 1:
        co_await loop.yield();
        break;
    case Kind::Two: co_await loop.yield(); break;
    default:
        v = co_await queue.get();
    }
    try { co_await loop.yield(); } catch (const Cancelled &) { flag = true; }
    const Item item{1, "name"};
    co_await queue.put(item);
    co_await loop.offload(1s, [](int n) { return std::vector<int>{n}; }, 3);
    co_await loop.gather(child(loop, 1), child(loop, v ? 1 : 2));
    auto job = [&v] { return v; };
    co_await loop.offload(job);
    if constexpr (std::is_void_v<int>) { co_await loop.yield(); }
    auto coroutine = [](Loop &l) -> Task<> { co_await l.yield(); };
    // if (co_await x) is only talked about, as is "co_await f({1})" here
    log("if (co_await x)", 'x', R"(while (co_await f({1})))");
    long n = 1'000'000; co_await loop.yield(); n = 2'000;
    auto operator co_await() const noexcept;
    co_return co_await queue.get();
}
template<class T = void> struct Promise { auto f() -> Task<T> { co_await g(); } };
auto Loop::main() -> Task<> { co_await sleep(1); }
int matrix[3] = {1, 2, 3};
"""

BROKEN = {
    "if": "Task<> f() { if (co_await x()) g(); }",
    "if not": "Task<> f() { if (!co_await x()) g(); }",
    "if with a variable": "Task<> f() { if (auto v = co_await x(); v) g(); }",
    "while": "Task<> f() { while (co_await x()) {} }",
    "do while": "Task<> f() { do { g(); } while (co_await x()); }",
    "switch over lines": "Task<> f() { switch (\n co_await x()) {} }",
    "for": "Task<> f() { for (auto v : co_await x()) {} }",
    "two in one statement": "Task<> f() { auto v = co_await (co_await x()); }",
    "argument": "Task<> f() { g(co_await x()); }",
    "operand": "Task<> f() { auto v = 1 + co_await x(); }",
    "return of an operand": "Task<> f() { co_return 1 + co_await x(); }",
    "capturing lambda": "Task<> f() { co_await run([s] { return s; }); }",
    "capture by default": "Task<> f() { auto v = co_await run([&] { return s; }); }",
    "capture inside a call": "Task<> f() { co_await run(std::function<int()>([c = std::move(c)]() mutable { return c; })); }",
    "aggregate": 'Task<> f() { co_await q.put(Item{1, "name"}); }',
    "bare braces": "Task<> f() { co_await child({1, 2}); }",
    "braces around it": "Task<> f() { auto v = Item{co_await x()}; }",
    "vector of them": "Task<> f() { std::vector v{co_await x(), co_await y()}; }",
    "conditional": "Task<> f() { auto v = b ? co_await x() : 0; }",
    "other side of a conditional": "Task<> f() { auto v = b ? 0 : co_await x(); }",
    "coroutine with captures": "auto f = [this]() -> Task<> { co_await x(); };",
    "coroutine with captures by value": "auto f = [n](int m) { co_return n + m; };",
    "inside a lambda's braces": "Task<> f() { g([](Loop &l) -> Task<> { if (co_await l.x()) h(); }); }",
}


class Coroutines(unittest.TestCase):
    def test_allowed_shapes_are_left_alone(self):
        self.assertEqual(list(coroutines.check(FINE)), [])

    def test_each_broken_shape_is_found(self):
        for name, source in BROKEN.items():
            with self.subTest(name):
                self.assertTrue(list(coroutines.check(source)), source)

    def test_the_line_is_told(self):
        (line, _message), = coroutines.check("Task<> f()\n{\n    /* two\n lines */\n    if (co_await x()) g();\n}\n")
        self.assertEqual(line, 5)


class Blanking(unittest.TestCase):
    def test_lines_stay_where_they_are(self):
        source = 'a /* 1\n2 */ b "x\\"y" // c \\\n continued\nR"x(\n)" )x" d\n'
        self.assertEqual(blank(source).count("\n"), source.count("\n"))
        self.assertEqual(blank(source).split("\n")[-2].split(), ["d"])

    def test_a_tree_is_read_where_there_is_no_git(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, PATH="/nowhere"):
            tree = pathlib.Path(folder)
            for name in ("src/a.cpp", "build/b.cpp"):
                (tree / name).parent.mkdir()
                (tree / name).touch()
            self.assertEqual(lint.files(tree), ["src/a.cpp"])

    def test_digit_separators_begin_no_literal(self):
        self.assertIn("end", blank("int a = 1'000; end('x');"))


class Rooms(unittest.TestCase):
    def found(self, path, source):
        return list(rules.includes(ROOMS, path, source))

    def test_an_include_up_the_table_is_found(self):
        self.assertTrue(self.found("src/trace/a.cpp", '#include "scheduler/loop.h"\n'))
        self.assertTrue(self.found("src/formats/a.cpp", '#include "session/session.h"\n'))
        self.assertTrue(self.found("src/timeline/a.cpp", '#  include "panels/log.h"\n'))

    def test_includes_down_the_table_are_left_alone(self):
        source = '#include "session/session.h"\n#include "trace/event.h"\n#include <QWidget>\n#include "ui_window.h"\n#include "a.moc"\n'
        self.assertEqual(self.found("src/panels/a.cpp", source), [])
        self.assertEqual(self.found("src/app/a.cpp", '#include "formats/loader.h"\n'), [])

    def test_an_include_by_bare_name_or_upwards_is_found(self):
        self.assertTrue(self.found("src/trace/a.cpp", '#include "event.h"\n'))
        self.assertTrue(self.found("src/trace/a.cpp", '#include "../scheduler/loop.h"\n'))

    def test_an_unknown_room_is_found(self):
        self.assertTrue(self.found("src/misc/a.cpp", ""))

    def test_link_edges_have_to_equal_the_table(self):
        def found(links):
            return list(rules.link_edges(ROOMS, "src/session/CMakeLists.txt",
                                         f"loopscope_room(session SOURCES a.cpp LINKS {links})"))
        self.assertEqual(found("trace analysis Qt6::Core Qt6::Widgets"), [])
        self.assertEqual(found("analysis # with a note\n trace"), [])
        self.assertTrue(found("trace"))
        self.assertTrue(found("trace analysis formats"))
        self.assertTrue(found("trace analysis Qt6::Network"))
        self.assertTrue(list(rules.link_edges(ROOMS, "src/trace/CMakeLists.txt",
                                              "loopscope_room(trace SOURCES a.cpp LINKS Qt6::Widgets)")))

    def test_a_room_that_is_not_there_yet_needs_no_link(self):
        rooms = rules.born(ROOMS, {"trace", "session"})
        source = "loopscope_room(session SOURCES a.cpp LINKS trace)"
        self.assertEqual(list(rules.link_edges(rooms, "src/session/CMakeLists.txt", source)), [])
        self.assertTrue(list(rules.link_edges(ROOMS, "src/session/CMakeLists.txt", source)))


class Tree(unittest.TestCase):
    def test_licence(self):
        line = "SPDX-License-Identifier: "
        def found(path, text):
            return list(rules.licence(path, text))
        self.assertEqual(found("src/trace/a.cpp", f"// {line}GPL-3.0-or-later\n"), [])
        self.assertEqual(found("packaging/run", f"#!/bin/sh\n# {line}GPL-3.0-or-later\n"), [])
        self.assertEqual(found("src/probe/a.h", f"// {line}MIT\n"), [])
        self.assertEqual(found("README.md", "# Loopscope\n"), [])
        self.assertTrue(found("src/probe/a.h", f"// {line}GPL-3.0-or-later\n"))
        self.assertTrue(found("src/trace/a.cpp", f"\n// {line}GPL-3.0-or-later\n"))
        self.assertTrue(found("src/trace/a.cpp", f"// {line}MIT\n"))
        self.assertTrue(found("src/trace/CMakeLists.txt", ""))
        self.assertTrue(found("packaging/run", "#!/bin/sh\necho\n"))

    def test_length(self):
        self.assertEqual(list(rules.length("src/a/b.cpp", "\n" * 600)), [])
        self.assertTrue(list(rules.length("src/a/b.cpp", "\n" * 601)))
        self.assertTrue(rules.long_for_one_file("src/a/b.cpp", "\n" * 451))
        self.assertFalse(rules.long_for_one_file("src/a/b.cpp", "\n" * 450))

    def test_names(self):
        for text in ("class TraceManager {", "struct PaintHelper {", "namespace util {", "class Utils final : X {"):
            self.assertTrue(list(rules.names("src/a/b.h", text)), text)
        for text in ("class Utilisation {", "class QNetworkAccessManager;", "// class Manager", "enum class Kind {"):
            self.assertEqual(list(rules.names("src/a/b.h", text)), [], text)
        self.assertTrue(list(rules.names("src/a/stringutil.h", "")))

    def test_marks(self):
        for mark in ("TO" "DO", "FIX" "ME", "XX" "X", "not imple" "mented"):
            self.assertTrue(list(rules.marks("src/a/b.cpp", f"// {mark}: later")), mark)
        self.assertEqual(list(rules.marks("src/a/b.cpp", "setPlaceholderText(todoList, hackney);")), [])

    def test_paths_of_one_machine(self):
        for path in ("/ho" "me/ann/loopscope", "/wo" "rk/x"):
            self.assertTrue(list(rules.machine_paths("a.cmake", f'set(X "{path}")')), path)
        for text in ("src/wo" "rk/x", "$HOME/x", "~/ho" "me/x", "https://a.org/ho" "me/x", "/usr/share/x"):
            self.assertEqual(list(rules.machine_paths("a.cmake", text)), [], text)

    def test_clocks(self):
        for text in ("auto t = std::chrono::steady_clock::now();", "QElapsedTimer t;", "QDateTime::currentDateTimeUtc()",
                     "clock_gettime(CLOCK_MONOTONIC, &t);", "return __rdtsc();"):
            self.assertTrue(list(rules.clocks("src/scheduler/loop.cpp", text)), text)
            self.assertEqual(list(rules.clocks("src/trace/clock.cpp", text)), [], text)
            self.assertEqual(list(rules.clocks("tests/trace/tst_a.cpp", text)), [], text)
        for text in ("m_clock->now()", "// QElapsedTimer is not used", "#include <QElapsedTimer>"):
            self.assertEqual(list(rules.clocks("src/scheduler/loop.cpp", text)), [], text)

    def test_dialogs_and_settings(self):
        self.assertTrue(list(rules.dialogs_and_settings("src/panels/log.cpp", "QSettings s;")))
        self.assertTrue(list(rules.dialogs_and_settings("src/timeline/a.cpp", "QFileDialog::getSaveFileName(this)")))
        self.assertEqual(list(rules.dialogs_and_settings("src/app/a.cpp", "QSettings s;")), [])


class Readme(unittest.TestCase):
    TEXT = """Text.
```sh
# a remark
packaging/run run hello \\
    -o h.png   # a picture
packaging/run "a b.loopscope"
```
```json
{ "no": "command" }
```
[here](README.md#part) ![there](docs/none.png) <img src="docs/gone.svg"> [web](https://example.org/x)
"""

    def test_commands_are_read_with_their_lines(self):
        self.assertEqual([number for number, _command in readme.commands(self.TEXT)], [5, 6])
        self.assertEqual(readme.commands(self.TEXT)[0][1].split(), ["packaging/run", "run", "hello", "-o", "h.png"])

    def test_a_window_is_told_from_a_command(self):
        self.assertTrue(readme.opens_a_window('packaging/run "a b.loopscope"'))
        self.assertTrue(readme.opens_a_window("loopscope"))
        self.assertFalse(readme.opens_a_window("loopscope run hello"))
        self.assertFalse(readme.opens_a_window("packaging/run --version"))

    def test_a_failing_command_is_found(self):
        self.assertEqual(readme.run("loopscope run hello", "true", "."), "")
        self.assertIn("exit 1", readme.run("loopscope run hello", "false", "."))
        self.assertIn("no window", readme.run("loopscope", "false", "."))

    def test_broken_links_are_found(self):
        tree = pathlib.Path(rules.__file__).resolve().parents[2]
        self.assertEqual(readme.broken_links(self.TEXT, tree),
                         [target for target in ("README.md", "docs/gone.svg", "docs/none.png") if not (tree / target).exists()])

    def test_a_block_without_its_file_is_found(self):
        tree = pathlib.Path(rules.__file__).resolve().parents[2]
        self.assertEqual(readme.blocks_without_file(self.TEXT, tree), ['{ "no": "command" }'])


class AppStream(unittest.TestCase):
    def test_only_the_missing_web_page_is_let_pass(self):
        self.assertEqual(appstream.faults("W: org.a.B:~: url-homepage-missing\nI: org.a.B:9: unknown-tag developer\n"), [])
        self.assertEqual(len(appstream.faults("E: org.a.B:3: tag-empty summary\nW: org.a.B:~: url-homepage-missing\n")), 1)


if __name__ == "__main__":
    unittest.main()
