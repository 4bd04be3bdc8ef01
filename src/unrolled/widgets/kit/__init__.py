"""What every widget is built from: time, fields, choices and formulas in JavaScript, their style and their words."""
