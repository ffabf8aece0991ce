# For Doxygen: our plain comments become documentation comments. A line of "//" documents what comes after it, text behind code what stands
# before it; separators stay plain. The same for C's comments in *.h.
s|^\([[:space:]]*\)// ----.*$||
s|^\([[:space:]]*\)//\([^/]\)|\1///\2|
s|\([^[:space:]/].*[^/":]\)[[:space:]]//[[:space:]]|\1 ///< |
s|^\([[:space:]]*\)/\* ----.*\*/$||
s|^\([[:space:]]*\)/\* |\1/** |
s|\([;,{][[:space:]]*\)/\* |\1/**< |
