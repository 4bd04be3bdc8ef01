// A formula is read, not operated, so it is no stop for the Tab key (_config.yml). One that is wider than its column
// scrolls, and then it is one, since arrow keys scroll only what has the focus.
document.addEventListener("DOMContentLoaded", async () => {
  await window.MathJax?.startup?.promise;
  const measure = (formula) => { formula.tabIndex = formula.scrollWidth > formula.clientWidth ? 0 : -1; };
  const watch = new ResizeObserver((entries) => entries.forEach((entry) => measure(entry.target)));
  for (const formula of document.querySelectorAll('mjx-container[display="true"]')) watch.observe(formula);
});
