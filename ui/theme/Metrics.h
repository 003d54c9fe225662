#pragma once

namespace skylab::theme {

/// What stands at the left edge of a page: its heading, the first column of tables, bars of buttons. Device-independent pixels.
inline constexpr int pageMargin = 20;
/// Left of the text in the other cells of a table, and of its header.
inline constexpr int cellMargin = 10;

} // namespace skylab::theme
