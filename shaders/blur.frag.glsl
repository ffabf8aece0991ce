// One direction of a Gaussian of nine samples in five: between two texels a linear sampler weighs both (Rakos, "Efficient Gaussian blur
// with linear sampling", 2010: offsets and weights of the binomial of twelve without its outermost). Run across and down.
// With a step of nothing it is a plain copy.
#version 330 core

uniform sampler2D Picture;
uniform vec2 Step;     // from one texel to the next in this direction, of the picture's size
uniform float Opacity;

in vec2 Place;
out vec4 Color;

void main() {
    vec3 sum = texture(Picture, Place).rgb * 0.2270270270;
    sum += (texture(Picture, Place + Step * 1.3846153846).rgb + texture(Picture, Place - Step * 1.3846153846).rgb) * 0.3162162162;
    sum += (texture(Picture, Place + Step * 3.2307692308).rgb + texture(Picture, Place - Step * 3.2307692308).rgb) * 0.0702702703;
    Color = vec4(sum, Opacity);
}
