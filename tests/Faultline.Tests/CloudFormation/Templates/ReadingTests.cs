using System.Text;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Tests.CloudFormation.Templates;

/// <summary>Templates are nobody's friend: what is too large, too deep or too many is refused cheaply.</summary>
public sealed class ReadingTests
{
    private const string Queue = "{Type: 'AWS::SQS::Queue'}";

    [Fact]
    public void A_key_that_stands_twice_is_what_the_last_one_says()
    {
        var yaml = TemplateRig.Only("Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties:\n"
            + "      DelaySeconds: 1\n      DelaySeconds: 2\n");
        var json = TemplateRig.Only(
            """
            {"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 1, "DelaySeconds": 2}}}}
            """);
        Assert.Equal("""{"DelaySeconds":2}""", yaml.ToJsonString());
        Assert.Equal("""{"DelaySeconds":2}""", json.ToJsonString());
    }

    [Fact]
    public void A_billion_laughs_are_none()
    {
        var text = new StringBuilder("Metadata:\n  a0: &a0 [lol, lol]\n");
        for (var level = 1; level < 40; level++)
        {
            text.Append($"  a{level}: &a{level} [*a{level - 1}, *a{level - 1}]\n");
        }

        Refuses(text + $"Resources: {{A: {Queue}}}", "YAML aliases are not allowed");
    }

    [Theory]
    [InlineData("[", "]", "byte")]
    [InlineData("{\"a\":", "}", "byte")]
    [InlineData("[ #", "", "line")]
    public void What_lies_too_deep_is_refused_where_it_does(string open, string close, string place)
    {
        const int Depth = 100_000;
        var deep = new StringBuilder().Insert(0, open, Depth).Append('1').Insert(Depth * open.Length + 1, close, Depth);
        var json = $"{{\"Metadata\": {deep}}}";
        var yaml = "Metadata:\n  A: " + new StringBuilder().Insert(0, "[ ", Depth);
        Refuses(place == "line" ? yaml : json, $"nested deeper than 56 levels. ({place} ");
    }

    [Fact]
    public void Depth_is_counted_with_what_short_forms_become()
    {
        var yaml = "Resources: {A: {Type: 'AWS::SQS::Queue', Properties: {RedrivePolicy: "
            + new StringBuilder().Insert(0, "{a: ", 51) + "1" + new string('}', 51) + "}}}";
        Assert.NotNull(TemplateRig.Bind(yaml));
        Refuses(yaml.Replace("1}", "!Sub x}", StringComparison.Ordinal), "nested deeper");
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    public void A_number_greater_than_any_is_none_in_JSON_and_a_word_in_YAML(string number)
    {
        var yaml = TemplateRig.Only(
            $"Resources: {{A: {{Type: 'AWS::SQS::Queue', Properties: {{QueueName: {number}}}}}}}");
        Assert.Equal(number, yaml["QueueName"]!.GetValue<string>());
        Refuses($"{{\"Metadata\": {{\"a\": {number}}}}}", "JSON not well-formed");
    }

    [Fact]
    public void A_long_number_stays_as_it_is_written()
    {
        var digits = new string('9', 4000);
        var json = TemplateRig.Only(
            """{"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": """ + digits + "}}}}");
        Assert.Equal($"{{\"DelaySeconds\":{digits}}}", json.ToJsonString());
    }

    [Fact]
    public void A_template_of_more_than_a_million_bytes_is_too_large() => Refuses(
        $"Resources: {{A: {Queue}}}\n#" + new string('ü', 500_000), "Template may not exceed 1000000 bytes in size.");

    [Theory]
    [InlineData("Resources", 501, "Number of resources, 501, is greater than maximum allowed, 500")]
    [InlineData("Outputs", 201, "Outputs count 201 is greater than max allowed 200")]
    [InlineData("Parameters", 201, "Parameter count 201 is greater than max allowed 200")]
    [InlineData("Mappings", 201, "Mappings count 201 is greater than max allowed 200")]
    public void More_than_the_quotas_is_refused(string section, int count, string says)
    {
        var text = new StringBuilder(section == "Resources" ? "" : $"Resources: {{A: {Queue}}}\n")
            .Append(section + ":\n");
        for (var number = 0; number < count; number++)
        {
            text.Append($"  A{number}: ").Append(section switch
            {
                "Resources" => Queue,
                "Outputs" => "{Value: x}",
                "Parameters" => "{Type: String, Default: x}",
                _ => "{a: {b: c}}",
            }).Append('\n');
        }

        Refuses(text.ToString(), says);
    }

    [Fact]
    public void Loops_within_loops_end()
    {
        var text = new StringBuilder("Transform: AWS::LanguageExtensions\nResources: {");
        for (var level = 0; level < 5; level++)
        {
            text.Append($"'Fn::ForEach::L{level}': [X{level}, [{string.Join(',', Enumerable.Range(0, 40))}], {{");
        }

        text.Append("'A${X0}x${X1}x${X2}x${X3}x${X4}': ").Append(Queue);
        Refuses(text + string.Concat(Enumerable.Repeat("}]", 5)) + "}", "the loops make more than");
    }

    [Fact]
    public void What_doubles_itself_ends()
    {
        var text = "x" + new string('y', 1000);
        for (var level = 0; level < 14; level++)
        {
            text = $"{{'Fn::Sub': ['${{A}}${{A}}${{A}}', {{A: {(level == 0 ? $"'{text}'" : text)}}}]}}";
        }

        Refuses($"Resources: {{A: {{Type: 'AWS::SQS::Queue', Properties: {{QueueName: {text}}}}}}}", "is longer than");
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(?=(a+)+$)x")]
    public void A_pattern_that_never_ends_does(string pattern) => Refuses(
        $"Parameters: {{P: {{Type: String, Default: {new string('a', 4000)}b, AllowedPattern: '{pattern}'}}}}\n"
        + $"Resources: {{A: {Queue}}}",
        pattern);

    [Theory]
    [InlineData("!Foo x", "Encountered unsupported function: !Foo")]
    [InlineData("!!binary aGk=", "YAML not well-formed. (line 1, column")]
    [InlineData("{? [a] : b}", "YAML not well-formed. (line 1, column")]
    public void A_tag_or_key_that_there_is_not_is_refused_where_it_stands(string value, string says) =>
        Refuses($"Resources: {{A: {{Type: 'AWS::SQS::Queue', Properties: {{QueueName: {value}}}}}}}", says);

    [Theory]
    [InlineData("!Split [x, ", "]", "{'Fn::Split': [x, ", "]}")]
    [InlineData("!Transform {x: ", "}", "{'Fn::Transform': {x: ", "}}")]
    public void A_short_form_is_as_deep_as_its_long_one(
        string begins, string ends, string longBegins, string longEnds)
    {
        static bool IsRead(int levels, string begins, string ends)
        {
            try
            {
                Template.Read(
                    "Metadata: " + string.Concat(Enumerable.Repeat(begins, levels)) + "x"
                    + string.Concat(Enumerable.Repeat(ends, levels)) + $"\nResources: {{A: {Queue}}}");
                return true;
            }
            catch (TemplateFault)
            {
                return false;
            }
        }

        var read = Enumerable.Range(1, 60).Where(levels => IsRead(levels, begins, ends)).ToList();
        Assert.InRange(read.Count, 20, 30);
        Assert.Equal(Enumerable.Range(1, 60).Where(levels => IsRead(levels, longBegins, longEnds)), read);
    }

    [Fact]
    public void Resources_that_only_parameters_name_are_known_by_their_types()
    {
        var template = Template.Read("""
            Transform: AWS::LanguageExtensions
            Parameters: {Names: {Type: CommaDelimitedList}}
            Resources:
              'Fn::ForEach::Outer':
                - A
                - !Ref Names
                - 'Fn::ForEach::Inner': [B, [x], {'Q${A}${B}': {Type: 'AWS::SQS::Queue'}}]
            """);
        Assert.Empty(template.AllResources);
        Assert.Equal(["AWS::SQS::Queue"], template.ResourceTypes);
    }

    [Fact]
    public void A_value_of_4096_bytes_is_the_longest()
    {
        var text = $"Parameters: {{P: {{Type: String}}}}\nResources: {{A: {Queue}}}";
        static string Given(int length) => $"{{\"P\": \"{new string('x', length)}\"}}";
        Assert.NotNull(TemplateRig.Bind(text, Given(4096)));
        var fault = Assert.Throws<TemplateFault>(() => TemplateRig.Bind(text, Given(4097)));
        Assert.Contains("greater than max allowed 4096 bytes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_that_no_function_names_is_refused_before_anybody_asks_for_it()
    {
        var fault = Assert.Throws<TemplateFault>(() => Template.Read(
            $"Resources: {{A: {Queue}}}\nOutputs: {{B: {{Value: {{'Fn::GetAtt': [A, {{a: b}}]}}}}}}"));
        Assert.Contains("every Fn::GetAtt object requires", fault.Message, StringComparison.Ordinal);
    }

    private static void Refuses(string text, string says)
    {
        var fault = Assert.Throws<TemplateFault>(() =>
        {
            var bound = TemplateRig.Bind(text);
            bound.Resolve(bound.Resources[0], new Called());
        });
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }
}
