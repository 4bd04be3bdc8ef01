"""Every word the widgets show: a file a widget, ENGLISH and CHINESE one below the other; {places} are filled in."""
