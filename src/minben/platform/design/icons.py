"""Small drawings of our own on a 24 by 24 grid, drawn with the colour of the text around them."""

# ruff: noqa: E501 - a drawing reads no better in two halves

from __future__ import annotations

ICONS = {
    "circle": '<circle cx="12" cy="12" r="8"/>',
    "half": '<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" stroke="none"/>',
    "dot": '<circle cx="12" cy="12" r="8"/><circle cx="12" cy="12" r="3" fill="currentColor" stroke="none"/>',
    "check": '<circle cx="12" cy="12" r="9"/><path d="m7.5 12.5 3 3 6-7"/>',
    "cross": '<rect x="4" y="4" width="16" height="16" rx="1"/><path d="m8.5 8.5 7 7m0-7-7 7"/>',
    "pause": '<rect x="4" y="4" width="16" height="16" rx="3"/><path d="M10 8.5v7m4-7v7"/>',
    "bell": '<path d="M6.5 16V11a5.5 5.5 0 0 1 11 0v5l1.5 2H5zM10 20.5h4M12 3v2.5"/>',
    "alert": '<path d="M12 3.5 21.5 20h-19zM12 10v4.5m0 2.5v.5"/>',
    "dash": '<rect x="4" y="4" width="16" height="16" rx="1"/><path d="M8 12h8"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5.5 5.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l3.5 3"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="1"/><path d="M4 10.5h16M8.5 3v4m7-4v4"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c.5-5 4-7 8-7s7.5 2 8 7"/>',
    "home": '<path d="M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-5.5h4V20"/>',
    "shop": '<path d="M4 10v10h16V10M3 10l2-6h14l2 6M3 10c0 3 4.5 3 4.5 0 0 3 4.5 3 4.5 0 0 3 4.5 3 4.5 0 0 3 4.5 3 4.5 0M9.5 20v-5h5v5"/>',
    "heart": '<path d="M12 20C5 15 3 11.5 3 8.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 9 1.5C21 11.5 19 15 12 20z"/>',
    "book": '<path d="M12 6.5C9.5 4.5 6.5 4.5 3.5 5v13.5c3-.5 6-.5 8.5 1.5 2.5-2 5.5-2 8.5-1.5V5c-3-.5-6-.5-8.5 1.5zm0 0V20"/>',
    "shield": '<path d="M12 3 4.5 6v6c0 4.5 3 7.5 7.5 9 4.5-1.5 7.5-4.5 7.5-9V6zM8.5 12l2.5 2.5 4.5-5"/>',
    "scales": '<path d="M12 4v16m-5 0h10M5 7.5l7-2 7 2M5 7.5l-2.5 6h5zm14 0-2.5 6h5z"/>',
    "document": '<path d="M6 3h8.5L19 7.5V21H6zM14 3v5h5M9 12.5h7M9 16.5h7"/>',
    "message": '<path d="M3.5 5h17v12H11l-4.5 4v-4h-3z"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H3.5V9h17v8H17M7 14h10v6.5H7z"/>',
    "arrow": '<path d="M4 12h16m-6-6 6 6-6 6"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.5-4.5 3-6 6.5-6s6 1.5 6.5 6M16 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.5c2.5.5 3.8 2.3 4 5.5"/>',
    "letters": '<path d="M2.5 19 8 5l5.5 14M4.5 14h7M14.5 19l3.5-9 3.5 9m-6-3h5"/>',
    "contrast": '<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" stroke="none"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c-5 5-5 13 0 18 5-5 5-13 0-18z"/>',
}
