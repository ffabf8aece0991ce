// The whole of the bound framebuffer as one triangle: positions come from the vertex number, so no buffers are needed.
#version 330 core

out vec2 Place; // 0 to 1 across the framebuffer, from the bottom left as textures count

void main() {
    Place = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
    gl_Position = vec4(Place * 2.0 - 1.0, 0.0, 1.0);
}
