using System.Text;
using Faultline.Machines;
using Faultline.Machines.Shop;

namespace Faultline.Wire.Tests.Machines.Shop;

/// <summary>What the shop answers.</summary>
public sealed class ShopPagesTests
{
    private readonly MemoryOrders orders = new();
    private readonly ShopPages pages;
    private int placed;

    public ShopPagesTests()
    {
        var settings = ShopSettings.Read(name => name switch
        {
            "FAULTLINE_INSTANCE" => "i-1",
            "FAULTLINE_ZONE" => "us-east-1a",
            "DATABASE_HOST" => "127.0.0.2",
            "DATABASE_USER" or "DATABASE_PASSWORD" => "shop",
            "QUEUE_URL" => "http://localhost/1/q",
            _ => null,
        }, out var wrong);
        Assert.Empty(wrong);
        pages = new(settings, orders, () => placed++, TimeProvider.System);
    }

    [Fact]
    public void An_order_is_placed_once_however_often_it_is_asked_for()
    {
        var first = Post("/orders", """{"key": "7"}""");
        Assert.Equal((201, "{\"order\":\"7\"}\n"), (first.Status, first.Body));
        Assert.Equal("X-Instance-Id: i-1\r\nX-Zone: us-east-1a\r\n", first.Headers);
        var second = Post("/orders", """{"key": 7}""");
        Assert.Equal((200, first.Body), (second.Status, second.Body));
        Assert.Equal(201, Post("/orders", "", "Idempotency-Key: 8\r\n").Status);
        Assert.Equal(2, placed);
        Assert.Equal(["7", "8"], orders.Outbox);
        Assert.Equal("7\n8\n", Get("/orders").Body);
    }

    [Fact]
    public void An_order_shows_when_it_was_placed_and_fulfilled()
    {
        Post("/orders", """{"key": "7"}""");
        Assert.Equal(
            "{\"order\":\"7\",\"placed\":\"2026-01-02T03:04:05.067Z\",\"fulfilled\":null}\n", Get("/orders/7").Body);
        orders.Fulfil("7");
        Assert.EndsWith(
            "\"fulfilled\":\"2026-01-02T03:04:06.067Z\"}\n", Get("/orders/7").Body, StringComparison.Ordinal);
        Assert.Equal(404, Get("/orders/8").Status);
    }

    [Fact]
    public void Things_are_put_into_carts()
    {
        Assert.Equal(200, Post("/carts/c%201", """{"thing": "tea", "count": 3}""").Status);
        Assert.Equal(200, Post("/carts/c%201", """{"thing": "cup"}""").Status);
        Assert.Equal((3, 1), (orders.Carts[("c 1", "tea")], orders.Carts[("c 1", "cup")]));
    }

    [Theory]
    [InlineData("/orders", "")]
    [InlineData("/orders", "{}")]
    [InlineData("/orders", """{"key": ""}""")]
    [InlineData("/orders", """{"key": "a\nb"}""")]
    [InlineData("/orders", """{"key": ["a"]}""")]
    [InlineData("/orders", """["a"]""")]
    [InlineData("/orders", "key=a")]
    [InlineData("/carts/c", "{}")]
    [InlineData("/carts/c", """{"thing": "tea", "count": 0}""")]
    [InlineData("/carts/c", """{"thing": "tea", "count": "3"}""")]
    [InlineData("/carts/", """{"thing": "tea"}""")]
    public void What_cannot_be_understood_is_refused_and_changes_nothing(string path, string body)
    {
        Assert.Equal(400, Post(path, body).Status);
        Assert.Empty(orders.Keys());
        Assert.Empty(orders.Carts);
    }

    [Fact]
    public void Without_its_database_it_is_well_shows_what_it_sells_and_takes_no_order()
    {
        orders.IsAway = true;
        Assert.Equal(200, Get("/health").Status);
        Assert.Contains("From i-1 in us-east-1a", Get("/").Body);
        var refused = Post("/orders", """{"key": "7"}""");
        Assert.Equal(503, refused.Status);
        Assert.Contains("Retry-After: 1\r\n", refused.Headers);
        Assert.Equal(503, Get("/health/deep").Status);
        Assert.Equal(503, Get("/orders").Status);
        orders.IsAway = false;
        Assert.Equal(200, Get("/health/deep").Status);
        Assert.Equal(0, placed);
    }

    [Fact]
    public void What_is_not_there_is_said()
    {
        Assert.Equal(404, Get("/nowhere").Status);
        Assert.Equal(404, Post("/", "").Status);
        Assert.Equal(405, Ask("DELETE", "/orders", "").Status);
    }

    private Answer Get(string path) => Ask("GET", path, "");

    private Answer Post(string path, string body, string headers = "") => Ask("POST", path, body, headers);

    private Answer Ask(string method, string path, string body, string headers = "") => pages.Answer(
        RequestHead.Read(Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: a\r\n{headers}".TrimEnd())),
        Encoding.UTF8.GetBytes(body));
}
