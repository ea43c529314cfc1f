"use strict";
{
    const steps = [...document.querySelectorAll(".steps button")];
    const playhead = document.getElementById("page-playhead");
    const choose = (step, takesFocus) => {
        for (const other of steps) {
            other.tabIndex = other === step ? 0 : -1;
            if (other === step) other.setAttribute("aria-current", "step");
            else other.removeAttribute("aria-current");
        }
        if (takesFocus) step.focus();
        if (!playhead || !step.dataset.x) return;
        playhead.setAttribute("x1", step.dataset.x);
        playhead.setAttribute("x2", step.dataset.x);
        playhead.setAttribute("visibility", "visible");
    };
    steps.forEach((step, n) => {
        step.addEventListener("click", () => choose(step, true));
        step.addEventListener("keydown", event => {
            const to = { ArrowDown: n + 1, ArrowUp: n - 1, Home: 0, End: steps.length - 1 }[event.key];
            if (to === undefined) return;
            event.preventDefault();
            if (steps[to]) choose(steps[to], true);
        });
    });
    const rows = [...document.querySelectorAll("tbody tr")];
    const filter = document.getElementById("page-filter");
    const shown = document.getElementById("page-shown");
    const apply = () => {
        const wanted = filter.value.toLowerCase();
        let count = 0;
        for (const row of rows) {
            row.hidden = !row.textContent.toLowerCase().includes(wanted);
            if (!row.hidden) ++count;
        }
        shown.textContent = `${count} of ${rows.length}`;
    };
    filter.addEventListener("input", apply);
    apply();
}
