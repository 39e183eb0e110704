using System.Collections.Immutable;
using System.Net;
using System.Text;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http;

namespace Faultline.Engines.Balancer.Rules;

/// <summary>A condition, made ready to be asked.</summary>
internal abstract class Test
{
    public static Test Of(Condition condition) => condition switch
    {
        Condition.Host host => new Text(host.Values, true, static (in Asked asked) => asked.HostName),
        Condition.Path path => new Text(path.Values, false, static (in Asked asked) => asked.Path),
        Condition.Header header => new HeaderTest(header),
        Condition.Method method => new MethodTest(method),
        Condition.Query query => new QueryTest(query),
        Condition.Source source => new SourceTest(source.Networks),
        _ => throw new ArgumentException($"There is no condition {condition}.", nameof(condition)),
    };

    public abstract bool Is(in Asked asked);

    private static Pattern[] Patterns(IEnumerable<string> values, bool anyCase) =>
        [.. values.Select(value => new Pattern(value, anyCase))];

    private static bool Fits(Pattern[] patterns, ReadOnlySpan<byte> text)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Fits(text))
            {
                return true;
            }
        }

        return false;
    }

    private delegate ReadOnlySpan<byte> Part(in Asked asked);

    private sealed class Text(ImmutableArray<string> values, bool anyCase, Part part) : Test
    {
        private readonly Pattern[] patterns = Patterns(values, anyCase);

        public override bool Is(in Asked asked) => Fits(patterns, part(asked));
    }

    private sealed class HeaderTest(Condition.Header header) : Test
    {
        private readonly byte[] name = Encoding.ASCII.GetBytes(header.Name.ToLowerInvariant());
        private readonly Pattern[] patterns = Patterns(header.Values, anyCase: true);

        public override bool Is(in Asked asked)
        {
            foreach (var field in asked.Head.Fields)
            {
                if (FieldNames.Is(field.NameIn(asked.Bytes), name) && Fits(patterns, field.ValueIn(asked.Bytes)))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class MethodTest(Condition.Method method) : Test
    {
        private readonly byte[][] methods = [.. method.Values.Select(Encoding.ASCII.GetBytes)];

        public override bool Is(in Asked asked)
        {
            foreach (var each in methods)
            {
                if (asked.Method.SequenceEqual(each))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class QueryTest(Condition.Query query) : Test
    {
        private readonly (Pattern? Key, Pattern Value)[] pairs =
        [
            .. query.Pairs.Select(pair => (
                pair.Key is null ? null : new Pattern(pair.Key, anyCase: true),
                new Pattern(pair.Value, anyCase: true))),
        ];

        public override bool Is(in Asked asked)
        {
            foreach (var range in asked.Query.Split((byte)'&'))
            {
                var part = asked.Query[range];
                var equals = part.IndexOf((byte)'=');
                var key = equals < 0 ? part : part[..equals];
                var value = equals < 0 ? default : part[(equals + 1)..];
                foreach (var pair in pairs)
                {
                    if ((pair.Key is null || pair.Key.Fits(key)) && pair.Value.Fits(value))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    private sealed class SourceTest(ImmutableArray<IPNetwork> networks) : Test
    {
        public override bool Is(in Asked asked)
        {
            foreach (var network in networks)
            {
                if (asked.From is { } from && network.Contains(from))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
