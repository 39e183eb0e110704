using System.CommandLine;

namespace Faultline.Commands;

/// <summary>
/// Prints what a shell reads so that it completes our commands. The words themselves come from the binary, which the
/// shell asks by the directive <c>[suggest]</c>.
/// </summary>
internal sealed class Completion : Command
{
    /// <summary>Bash parts words at colons and equals signs too: what stands before those is taken off again.</summary>
    private const string Bash = """
        # eval "$(faultline completion bash)"
        _faultline() {
          local IFS=$'\n' current before words
          current=${COMP_LINE:0:COMP_POINT}
          current=${current##* }
          words=$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2> /dev/null)
          COMPREPLY=($(compgen -W "$words" -- "$current"))
          before=${current%"${current##*[:=]}"}
          COMPREPLY=("${COMPREPLY[@]#"$before"}")
          case ${COMPREPLY[0]-} in *[:=]) compopt -o nospace ;; esac
        }
        complete -F _faultline faultline ./faultline
        """;

    private const string Zsh = """
        #compdef faultline
        # eval "$(faultline completion zsh)", after compinit
        _faultline() {
          local -a found
          found=(${(f)"$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2> /dev/null)"})
          compadd -a found
        }
        compdef _faultline faultline
        """;

    private const string Fish = """
        # faultline completion fish | source
        function __faultline_complete
          set -l line (commandline -cp)
          command faultline "[suggest:"(string length -- "$line")"]" "$line" 2> /dev/null
        end
        complete -c faultline -f -a '(__faultline_complete)'
        """;

    private readonly Argument<string> shell = new("SHELL")
    {
        Description = "The shell that is to complete.",
        HelpName = "bash|zsh|fish",
    };

    private readonly Option<bool> json = Choices.Json();

    public Completion() : base("completion", "Print a script by which a shell completes these commands.")
    {
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Arguments.Add(shell);
        Options.Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var name = parsed.GetValue(shell)!;
        var script = name switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        };
        if (parsed.GetValue(json))
        {
            Print.Json(members =>
            {
                members.WriteString("shell", name);
                members.WriteString("script", script);
            });
        }
        else
        {
            Console.WriteLine(script);
        }

        return 0;
    }
}
