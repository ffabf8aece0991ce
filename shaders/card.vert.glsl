// One quad, or a frame of four around a hole: positions come from the vertex number, so no buffers are needed.
#version 330 core

uniform vec4 Outer;   // left, top, right, bottom in pixels: all that is drawn
uniform vec4 Hole;    // the same, of the part left out; right <= left: none
uniform vec2 Display; // the framebuffer's size in pixels

void main() {
    int strip = gl_VertexID / 6;
    int corner = gl_VertexID % 6;
    vec4 box = Outer;
    if (Hole.z > Hole.x) {
        if (strip == 0) box = vec4(Outer.xy, Outer.z, Hole.y);             // above the hole
        else if (strip == 1) box = vec4(Outer.x, Hole.w, Outer.zw);        // below
        else if (strip == 2) box = vec4(Outer.x, Hole.y, Hole.x, Hole.w);  // left
        else box = vec4(Hole.z, Hole.y, Outer.z, Hole.w);                  // right
    }
    bool right = corner == 1 || corner == 2 || corner == 4;
    bool low = corner == 2 || corner == 4 || corner == 5;
    vec2 position = vec2(right ? box.z : box.x, low ? box.w : box.y);
    gl_Position = vec4(position.x / Display.x * 2.0 - 1.0, 1.0 - position.y / Display.y * 2.0, 0.0, 1.0);
}
