// A rounded rectangle by its distance function: coverage of a pixel is half a pixel minus the distance of its centre from the edge.
#version 330 core

uniform vec2 Display;      // the framebuffer's size in pixels
uniform vec4 Card;         // centre x, y and half size x, y in pixels, origin top left
uniform float Radius;
uniform vec4 FillFrom;     // straight alpha, as are all colours here
uniform vec4 FillTo;
uniform vec2 Gradient;     // unit vector along which the fill runs
uniform vec4 Border;
uniform float BorderWidth;
uniform vec4 Shadow;
uniform vec4 ShadowShape;  // offset x, y, blur, spread

out vec4 Color;

float distance_to_box(vec2 point, vec2 half_size, float radius) {
    vec2 corner = abs(point) - half_size + radius;
    return length(max(corner, 0.0)) + min(max(corner.x, corner.y), 0.0) - radius;
}

// Between 0 and 1, by place: less regular to the eye than a matrix, the same in every frame (interleaved gradient noise: Jimenez,
// "Next Generation Post Processing in Call of Duty: Advanced Warfare", 2014).
float noise(vec2 pixel) {
    return fract(52.9829189 * fract(dot(pixel, vec2(0.06711056, 0.00583715))));
}

void main() {
    vec2 point = vec2(gl_FragCoord.x, Display.y - gl_FragCoord.y) - Card.xy;
    float edge = distance_to_box(point, Card.zw, Radius);
    float inside = clamp(0.5 - edge, 0.0, 1.0);

    // How far along the gradient: 0 and 1 at the corners it points away from and to.
    float reach = dot(abs(Gradient), Card.zw);
    vec4 fill = mix(FillFrom, FillTo, clamp(dot(point, Gradient) / (2.0 * reach) + 0.5, 0.0, 1.0));
    // A gentle gradient has a dozen steps of eight bits, seen as bands. Half a step of noise hides them.
    if (FillFrom != FillTo) fill.rgb += (noise(gl_FragCoord.xy) - 0.5) * 0.98 / 255.0;
    float ring = clamp(inside - clamp(0.5 - edge - BorderWidth, 0.0, 1.0), 0.0, 1.0) / max(inside, 1e-4);
    float line = Border.a * ring;
    float body_alpha = fill.a + line * (1.0 - fill.a);
    vec3 body = body_alpha > 0.0 ? mix(fill.rgb * fill.a, Border.rgb, line) / body_alpha : fill.rgb;
    body_alpha *= inside;

    float shade = 0.0;
    if (Shadow.a > 0.0) {
        float blur = max(ShadowShape.z, 0.5);
        vec2 half_size = Card.zw + ShadowShape.w;
        // A blurred corner is rounder than the card's by about the blur.
        float radius = min(max(Radius + ShadowShape.w, 0.0) + 0.6 * blur, min(half_size.x, half_size.y));
        float t = clamp((distance_to_box(point - ShadowShape.xy, half_size, radius) + blur) / (2.0 * blur), 0.0, 1.0);
        shade = Shadow.a * (1.0 - t * t * (3.0 - 2.0 * t));
    }

    float alpha = body_alpha + shade * (1.0 - body_alpha);
    vec3 color = alpha > 0.0 ? (body * body_alpha + Shadow.rgb * shade * (1.0 - body_alpha)) / alpha : body;
    Color = vec4(color, alpha);
}
