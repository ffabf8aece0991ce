// What lies behind everything while Asista runs as a kiosk: the theme's background with two wide tints that go round slowly. Both go round
// whole times while Phase goes from 0 to 1, so the end meets the beginning.
#version 330 core

uniform vec3 Ground;
uniform vec3 First, Second; // the ground with a tint
uniform float Phase;        // 0 to 1
uniform vec2 Size;          // of the window, pixels

in vec2 Place;
out vec4 Color;

// 1 in the middle, 0 from `reach` on, without an edge.
float glow(vec2 at, vec2 middle, float reach) {
    vec2 away = (at - middle) / reach;
    float rest = max(1.0 - dot(away, away), 0.0);
    return rest * rest;
}

// Interleaved gradient noise (Jimenez, "Next generation post processing in Call of Duty: Advanced Warfare", 2014): so slight a gradient would
// show its steps.
float noise(vec2 pixel) {
    return fract(52.9829189 * fract(dot(pixel, vec2(0.06711056, 0.00583715)))) - 0.5;
}

void main() {
    float wide = Size.x / Size.y;
    vec2 at = vec2(Place.x * wide, Place.y);
    float turn = 6.28318530718 * Phase;
    vec2 first = vec2(wide * (0.22 + 0.12 * cos(turn)), 0.80 + 0.15 * sin(turn));
    vec2 second = vec2(wide * (0.80 + 0.12 * sin(turn)), 0.20 + 0.15 * sin(2.0 * turn));
    vec3 color = mix(Ground, First, glow(at, first, 0.75 * wide));
    color = mix(color, Second, glow(at, second, 0.70 * wide));
    Color = vec4(color + noise(gl_FragCoord.xy) / 255.0, 1.0);
}
