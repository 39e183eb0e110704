namespace Faultline.Tests.Logs;

/// <summary>
/// Patterns of JSON: the cases of "Using filter patterns to match terms in JSON log events" (CloudWatch Logs user
/// guide).
/// </summary>
public sealed class JsonPatternTests
{
    private const string Trail = """
        {"eventType": "UpdateTrail", "sourceIPAddress": "111.111.111.111", "arrayKey": ["value", "another value"],
         "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}], "SomeObject": null, "ThisFlag": true,
         "cluster.name": "c", "code": 404, "text": "404", "say": "a \"b\"", "latency": 12.5}
        """;

    private const string People = """
        {"user": {"id": 1, "email": "John.Stiles@example.com"},
         "users": [{"id": 2, "email": "John.Doe@example.com"}, {"id": 3, "email": "Jane.Doe@example.com"}],
         "actions": ["GET", "PUT", "DELETE"], "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]]}
        """;

    [Theory]
    // Texts.
    [InlineData("{ $.eventType = \"UpdateTrail\" }", true)]
    [InlineData("{$.eventType=UpdateTrail}", true)]
    [InlineData("{ $.eventType = \"updatetrail\" }", false)]
    [InlineData("{ $.eventType != \"UpdateTrail\" }", false)]
    [InlineData("{ $.eventType = \"Update*\" }", true)]
    [InlineData("{ $.eventType = \"*Trail\" }", true)]
    [InlineData("{ $.eventType = *ateTr* }", true)]
    [InlineData("{ $.eventType = \"Up*Trail\" }", false)]
    [InlineData("{ $.eventType = * }", true)]
    [InlineData("{ $.sourceIPAddress != 123.123.* }", true)]
    [InlineData("{ $.sourceIPAddress != 111.111.* }", false)]
    [InlineData("{ $.say = \"a \\\"b\\\"\" }", true)]
    // Regular expressions.
    [InlineData("{ $.eventType = %Trail% }", true)]
    [InlineData("{ $.eventType = %^Trail% }", false)]
    [InlineData("{ $.eventType != %Trail% }", false)]
    [InlineData("{ $.arrayKey[*] = %val.{2}% }", true)]
    [InlineData("{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }", true)]
    // Elements, members, wildcards.
    [InlineData("{ $.arrayKey[0] = \"value\" }", true)]
    [InlineData("{ $.arrayKey[1] = \"value\" }", false)]
    [InlineData("{ $.arrayKey[2] = \"value\" }", false)]
    [InlineData("{ $.arrayKey[*] = \"another value\" }", true)]
    [InlineData("{ $.objectList[1].id = 2 }", true)]
    [InlineData("{ $.objectList[0].id = 2 }", false)]
    [InlineData("{ $.objectList[*].id = 2 }", true)]
    [InlineData("{ $.['cluster.name'] = \"c\" }", true)]
    [InlineData("{ $.cluster.name = \"c\" }", false)]
    // Numbers.
    [InlineData("{ $.code = 404 }", true)]
    [InlineData("{ $.code = 404.0 }", true)]
    [InlineData("{ $.code != 404 }", false)]
    [InlineData("{ $.code > 403 }", true)]
    [InlineData("{ $.code > +404 }", false)]
    [InlineData("{ $.code >= 404 }", true)]
    [InlineData("{ $.code < 4.05e2 }", true)]
    [InlineData("{ $.code <= 403 }", false)]
    [InlineData("{ $.code = 4* }", true)]
    [InlineData("{ $.code = \"404\" }", true)]
    [InlineData("{ $.text = 404 }", true)]
    [InlineData("{ $.latency > -1 }", true)]
    [InlineData("{ $.eventType > 1 }", false)]
    // What is there, and what is not.
    [InlineData("{ $.SomeObject IS NULL }", true)]
    [InlineData("{ $.eventType IS NULL }", false)]
    [InlineData("{ $.Other IS NULL }", false)]
    [InlineData("{ $.ThisFlag IS TRUE }", true)]
    [InlineData("{ $.ThisFlag IS FALSE }", false)]
    [InlineData("{ $.ThisFlag = true }", false)]
    [InlineData("{ $.SomeOtherObject NOT EXISTS }", true)]
    [InlineData("{ $.SomeObject NOT EXISTS }", false)]
    [InlineData("{ $.Other != \"x\" }", false)]
    [InlineData("{ $.objectList = 1 }", false)]
    [InlineData("{ $.objectList != 1 }", false)]
    public void A_trail_matches(string pattern, bool matches) => Patterns.Check(pattern, Trail, matches);

    [Theory]
    [InlineData("{ ($.user.id = 1) && ($.users[0].email = \"John.Doe@example.com\") }", true)]
    [InlineData("{ ($.user.id = 2 && $.users[0].email = \"no\") || $.actions[2] = \"GET\" }", false)]
    [InlineData("{ $.user.email = \"John.*\" || $.coordinates[0][1] = no && $.actions[2] = no }", true)]
    [InlineData("{ ($.user.email = \"John.*\" || $.coordinates[0][1] = no) && $.actions[2] = no }", false)]
    [InlineData("{ $.coordinates[1][2] = 6 }", true)]
    [InlineData("{ $.coordinates[*][0] = 7 }", true)]
    [InlineData("{ ((($.user.id = 1))) }", true)]
    public void Conditions_are_joined(string pattern, bool matches) => Patterns.Check(pattern, People, matches);

    [Theory]
    [InlineData("no JSON at all")]
    [InlineData("at 12:00 {\"a\": 1}")]
    [InlineData("{\"a\": 1")]
    [InlineData("{broken}")]
    [InlineData("{\"a\": \"\\ud800\"}")]
    [InlineData("")]
    public void What_is_no_JSON_matches_nothing(string message)
    {
        Patterns.Check("{ $.a = * }", message, false);
        Patterns.Check("{ $.a NOT EXISTS }", message, false);
    }

    [Theory]
    [InlineData("{ $.a = 1")]
    [InlineData("{ $.a = 1 } more")]
    [InlineData("{ }")]
    [InlineData("{ $.a }")]
    [InlineData("{ a = 1 }")]
    [InlineData("{ $.a = }")]
    [InlineData("{ $.a == 1 }")]
    [InlineData("{ $.a = 1 && }")]
    [InlineData("{ ($.a = 1 }")]
    [InlineData("{ $.a EXISTS }")]
    [InlineData("{ $.a IS NOT NULL }")]
    [InlineData("{ $.a IS MAYBE }")]
    [InlineData("{ $.a > \"b\" }")]
    [InlineData("{ $.a > b }")]
    [InlineData("{ $.a = \"b }")]
    [InlineData("{ $.a = b@c }")]
    [InlineData("{ $..a = 1 }")]
    [InlineData("{ $.a[x] = 1 }")]
    [InlineData("{ $.a[-1] = 1 }")]
    [InlineData("{ $.a[0:2] = 1 }")]
    [InlineData("{ $.a[*].* = 1 }")]
    [InlineData("{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.d[*] = 1 }")]
    [InlineData("{ $.a = %x% || $.b = %y% || $.c = %z% }")]
    [InlineData("{ $.a = %(x)% }")]
    [InlineData("{ $.a > 0 AND $.a < 2 }")]
    public void What_is_no_pattern_is_refused(string pattern) => Patterns.Check(pattern, "", null);
}
