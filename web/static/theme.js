// Runs before the page is drawn, so that a chosen theme comes without a flash of the other.
try {
  const theme = localStorage.getItem("footnote.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be switched off: the system's theme holds.
}
